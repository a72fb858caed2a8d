import type { DropReason } from "@/lib/domain/order-preview";
import type { Tx } from "./database";

export interface DroppedSession {
  readonly id: string;
  readonly why: DropReason;
}

export interface InsertedTargets {
  readonly ids: readonly string[];
  readonly hostIds: readonly number[];
}

export interface TargetsToInsert {
  readonly orderId: number;
  readonly liveSessionIds: readonly string[];
  readonly now: Date;
  /** When a warning and a reminder are to be shown; null where there is none. */
  readonly warnAt: Date | null;
  readonly remindAt: Date | null;
}

/** Turns live sessions into queued targets, each with its fence, in one statement; answers which were still there. */
export async function insertOrderTargets(tx: Tx, input: TargetsToInsert): Promise<InsertedTargets> {
  const { orderId, liveSessionIds, now, warnAt, remindAt } = input;
  const rows = await tx.$queryRaw<{ hostId: number; ids: string[] }[]>`
    WITH meant AS (
      SELECT live.*, host.machine_id, account.key AS account_key,
        COALESCE(live.associate_id, account.associate_id) AS person_id
      FROM live_session live
      JOIN host ON host.id = live.host_id
      JOIN account ON account.id = live.account_id
      WHERE live.id = ANY(${[...liveSessionIds]}::text[]::bigint[]) AND host.machine_id IS NOT NULL
    ),
    made AS (
      INSERT INTO logoff_target (order_id, host_id, account_id, associate_id, machine_id, boot_key, session_id,
        logon_id, account_key, logged_on_at, state, state_at, command_id)
      SELECT ${orderId}::int, host_id, account_id, person_id, machine_id, boot_key, session_id,
        logon_id, account_key, logged_on_at, 'queued', ${now}::timestamptz, gen_random_uuid()
      FROM meant ORDER BY host_id, id
      RETURNING id
    ),
    steps AS (
      INSERT INTO target_step (target_id, state, at, source)
      SELECT id, 'queued', ${now}::timestamptz, 'web' FROM made
    ),
    notices AS (
      INSERT INTO target_notice (command_id, target_id, kind, due_at)
      SELECT gen_random_uuid(), made.id, notice.kind, notice.due_at
      FROM made CROSS JOIN (VALUES ('warn', ${warnAt}::timestamptz), ('remind', ${remindAt}::timestamptz))
        AS notice(kind, due_at)
      WHERE notice.due_at IS NOT NULL
    )
    SELECT host_id AS "hostId", array_agg(id::text) AS ids FROM meant GROUP BY host_id ORDER BY host_id`;
  return { ids: rows.flatMap((row) => row.ids), hostIds: rows.map((row) => row.hostId) };
}
