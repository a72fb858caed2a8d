import { COMMAND_LIFE_MS, type TargetState } from "@/lib/domain/target-state";
import type { Tx } from "./database";

export type NoticeKind = "warn" | "remind";

/** A warning or a reminder that is due for a host. */
export interface DueNotice {
  readonly commandId: string;
  readonly kind: NoticeKind;
  readonly targetId: bigint;
  readonly orderId: number;
  readonly machineId: string;
  readonly bootKey: string;
  readonly sessionId: string;
  readonly loggedOnAt: Date;
  readonly accountKey: string;
  readonly message: string;
  readonly graceSeconds: number;
  readonly startAt: Date;
  readonly releaseAt: Date;
  readonly orderExpiresAt: Date;
}

const PER_LEASE = 200;

/** Locked until the caller's transaction ends. A reminder is for those who were warned and are still there. */
export async function lockDueNotices(
  tx: Tx,
  { hostId, agentId }: { readonly hostId: number; readonly agentId: number },
  now: Date,
): Promise<DueNotice[]> {
  return tx.$queryRaw<DueNotice[]>`
    SELECT notice.command_id AS "commandId", notice.kind, target.id AS "targetId", target.order_id AS "orderId",
      target.machine_id AS "machineId", target.boot_key AS "bootKey", target.session_id AS "sessionId",
      target.logged_on_at AS "loggedOnAt", target.account_key AS "accountKey", logoff_order.message,
      logoff_order.grace_seconds AS "graceSeconds", logoff_order.start_at AS "startAt",
      COALESCE(target.release_at, logoff_order.release_at) AS "releaseAt", logoff_order.expires_at AS "orderExpiresAt"
    FROM target_notice notice
    JOIN logoff_target target ON target.id = notice.target_id
    JOIN logoff_order ON logoff_order.id = target.order_id
    WHERE target.host_id = ${hostId}::int AND notice.state = 'waiting' AND notice.due_at <= ${now}::timestamptz
      AND CASE notice.kind WHEN 'warn' THEN target.state IN ('queued', 'unreachable')
        ELSE target.state = 'warned' AND COALESCE(target.release_at, logoff_order.release_at) > ${now}::timestamptz END
      AND logoff_order.cancelled_at IS NULL AND logoff_order.expires_at > ${now}::timestamptz
      AND logoff_order.approval IN ('none', 'approved')
      AND EXISTS (
        SELECT FROM agent
        WHERE agent.id = ${agentId}::int AND agent.host_id = target.host_id AND agent.revoked_at IS NULL
      )
    ORDER BY target.id LIMIT ${PER_LEASE}::int
    FOR UPDATE OF notice SKIP LOCKED`;
}

/** Answers which are leased now. */
export async function leaseDueNotices(
  tx: Tx,
  commandIds: readonly string[],
  leasedUntil: Date,
): Promise<ReadonlySet<string>> {
  if (commandIds.length === 0) return new Set();
  const leased = await tx.targetNotice.updateManyAndReturn({
    where: { commandId: { in: [...commandIds] }, state: "waiting" },
    data: { state: "leased", leasedUntil },
    select: { commandId: true },
  });
  return new Set(leased.map(({ commandId }) => commandId));
}

/** A lease that nobody acknowledged: handed out again, under the same id. */
export async function returnNotices(tx: Tx, now: Date): Promise<void> {
  await tx.targetNotice.updateMany({
    where: { state: "leased", leasedUntil: { lte: now } },
    data: { state: "waiting", leasedUntil: null },
  });
}

export interface AnsweredNotice {
  readonly commandId: string;
  readonly kind: NoticeKind;
  readonly state: string;
  readonly targetId: bigint;
  readonly orderId: number;
  readonly hostId: number;
  readonly targetState: TargetState;
  readonly graceSeconds: number;
  readonly onlyIfWarned: boolean;
  readonly startAt: Date;
}

const ANSWERED = {
  commandId: true,
  kind: true,
  state: true,
  targetId: true,
  target: {
    select: {
      orderId: true,
      hostId: true,
      state: true,
      order: { select: { graceSeconds: true, onlyIfWarned: true, startAt: true } },
    },
  },
} as const;

export async function findNotices(
  tx: Tx,
  hostId: number,
  commandIds: readonly string[],
): Promise<AnsweredNotice[]> {
  const found = await tx.targetNotice.findMany({
    where: { commandId: { in: [...commandIds] }, target: { hostId } },
    orderBy: { targetId: "asc" },
    select: ANSWERED,
  });
  return found.map(answeredOf);
}

/** Taken by a host that never told what became of them. */
export async function listUntoldNotices(tx: Tx, now: Date, limit: number): Promise<AnsweredNotice[]> {
  const found = await tx.targetNotice.findMany({
    where: {
      state: "accepted",
      leasedUntil: { lte: new Date(now.getTime() - COMMAND_LIFE_MS) },
    },
    orderBy: { targetId: "asc" },
    take: limit,
    select: ANSWERED,
  });
  return found.map(answeredOf);
}

/** False when it was told before. */
export async function tellNotice(
  tx: Tx,
  commandId: string,
  told: { readonly state: "accepted" | "shown" | "not_shown"; readonly at: Date; readonly detail: string },
): Promise<boolean> {
  const from = told.state === "accepted" ? ["waiting", "leased"] : ["waiting", "leased", "accepted"];
  const { count } = await tx.targetNotice.updateMany({
    where: { commandId, state: { in: from } },
    data: {
      state: told.state,
      detail: told.detail,
      ...(told.state === "accepted" ? {} : { toldAt: told.at }),
    },
  });
  return count === 1;
}

interface Found {
  readonly commandId: string;
  readonly kind: string;
  readonly state: string;
  readonly targetId: bigint;
  readonly target: {
    readonly orderId: number;
    readonly hostId: number;
    readonly state: string;
    readonly order: { readonly graceSeconds: number; readonly onlyIfWarned: boolean; readonly startAt: Date };
  };
}

function answeredOf({ target, kind, ...notice }: Found): AnsweredNotice {
  return {
    ...notice,
    kind: kind as NoticeKind,
    orderId: target.orderId,
    hostId: target.hostId,
    targetState: target.state as TargetState,
    ...target.order,
  };
}

/** Hosts for which something fell due in the last moments: their agents are waiting for a word. */
export async function listJustDueHosts(tx: Tx, now: Date, withinMs: number): Promise<number[]> {
  const since = new Date(now.getTime() - withinMs);
  const rows = await tx.$queryRaw<{ hostId: number }[]>`
    SELECT DISTINCT target.host_id AS "hostId"
    FROM logoff_target target
    JOIN logoff_order ON logoff_order.id = target.order_id
    LEFT JOIN target_notice notice ON notice.target_id = target.id AND notice.state = 'waiting'
    WHERE target.state IN ('queued', 'warned', 'unreachable') AND logoff_order.cancelled_at IS NULL
      AND logoff_order.approval IN ('none', 'approved')
      AND (COALESCE(target.release_at, logoff_order.release_at) BETWEEN ${since}::timestamptz AND ${now}::timestamptz
        OR notice.due_at BETWEEN ${since}::timestamptz AND ${now}::timestamptz)`;
  return rows.map((row) => row.hostId);
}
