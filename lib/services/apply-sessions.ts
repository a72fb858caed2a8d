import { canonicalLogonId } from "@/lib/domain/ids";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { groupBy } from "@/lib/domain/pairing/group-by";
import { TARGET_STATES, type TargetState } from "@/lib/domain/target-state";
import type { ReportedSession, SyncRequest } from "@/lib/protocol/messages";
import type { Tx } from "@/lib/storage/database";
import { moveTargets } from "@/lib/storage/move-target";
import type { ResolvedAccount } from "@/lib/storage/resolve-accounts";
import { type LiveRow, writeLiveSessions } from "@/lib/storage/write-live-sessions";
import { departedState } from "./departed-state";

export interface SessionList {
  readonly hostId: number;
  readonly report: SyncRequest;
  readonly sessions: readonly ReportedSession[];
  readonly accounts: ReadonlyMap<string, ResolvedAccount>;
  readonly now: Date;
}

export interface AppliedSessions {
  /** Rows that differ from before: zero when the host told what was known. */
  readonly changed: number;
  readonly movedOrderIds: readonly number[];
}

/** The host's own list replaces what was listed for it. What is no longer on it is gone, and nothing else is. */
export async function applySessions(tx: Tx, list: SessionList): Promise<AppliedSessions> {
  const { hostId, report, sessions, accounts, now } = list;
  const changed = await writeLiveSessions(tx, hostId, liveRows(report, sessions, accounts), now);
  const movedOrderIds = await moveDeparted(tx, list);
  return { changed, movedOrderIds };
}

export function liveRows(
  report: SyncRequest,
  sessions: readonly ReportedSession[],
  accounts: ReadonlyMap<string, ResolvedAccount>,
): LiveRow[] {
  const isWindows = report.host.platform === "windows";
  return sessions.flatMap((session) => {
    const account = accounts.get(session.account.key);
    if (!account) return [];
    const { sessionId, kind, state, line, clientName, clientAddress } = session;
    const logonId =
      isWindows && session.logonId ? (canonicalLogonId(session.logonId) ?? session.logonId) : session.logonId;
    return [
      {
        bootKey: report.bootId,
        sessionId,
        loggedOnAt: new Date(session.loggedOnAt),
        logonId,
        accountId: account.id,
        associateId: account.associateId,
        kind,
        state,
        line,
        clientName,
        clientAddress,
        stateSince: session.stateSince === null ? null : new Date(session.stateSince),
      },
    ];
  });
}

/** States in which a target may still be waiting for its session to leave. */
export const WAITING_TO_LEAVE: readonly TargetState[] = TARGET_STATES.filter(
  (state) => !["gone", "proved", "done", "refused", "cancelled", "unproved", "expired"].includes(state),
);

async function moveDeparted(tx: Tx, { hostId, report, sessions, now }: SessionList): Promise<number[]> {
  const waiting = await tx.logoffTarget.findMany({
    where: { hostId, state: { in: [...WAITING_TO_LEAVE] } },
    orderBy: { id: "asc" },
    select: {
      id: true,
      orderId: true,
      state: true,
      bootKey: true,
      sessionId: true,
      loggedOnAt: true,
      accountKey: true,
      order: { select: { verb: true } },
    },
  });
  if (waiting.length === 0) return [];
  const listed = new Set(
    sessions.map((session) =>
      fenceKey(report.bootId, session.sessionId, new Date(session.loggedOnAt), session.account.key),
    ),
  );
  const isListed = (target: (typeof waiting)[number]) =>
    listed.has(fenceKey(target.bootKey, target.sessionId, target.loggedOnAt, target.accountKey));
  const at = new Date(Math.min(report.now, now.getTime()));
  const departed = waiting
    .filter((target) => !isListed(target))
    .map(({ id, orderId, bootKey, order, ...target }) => {
      const state = target.state as TargetState;
      const detail = bootKey === report.bootId ? departureWords(state) : "the host restarted";
      const to = departedState(order.verb as OrderVerb, state);
      return { targetId: id, orderId, to, at, detail };
    });
  const moved: number[] = [];
  for (const [to, targets] of groupBy(departed, (one) => one.to)) {
    const left = await moveTargets(tx, { targets, to, knownAt: now, source: "agent" });
    for (const { targetId, orderId } of targets) if (left.has(targetId)) moved.push(orderId);
  }
  return moved;
}

function departureWords(state: TargetState): string {
  const isSent = !["queued", "unreachable", "warned"].includes(state);
  return isSent ? "the host no longer lists the session" : "the session ended before the command was sent";
}

function fenceKey(bootKey: string, sessionId: string, loggedOnAt: Date, accountKey: string): string {
  return JSON.stringify([bootKey, sessionId, loggedOnAt.getTime(), accountKey]);
}
