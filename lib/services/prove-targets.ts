import type { RecordRef } from "@/lib/domain/ending";
import { COMMAND_LIFE_MS, type TargetState } from "@/lib/domain/target-state";
import type { Tx } from "@/lib/storage/database";
import { type MatchedEnding, matchEndings } from "@/lib/storage/match-endings";
import { moveTarget } from "@/lib/storage/move-target";
import { noteTarget } from "@/lib/storage/note-target";

const WAITING: readonly TargetState[] = ["leased", "accepted", "warned", "executed", "gone"];
const LATE: readonly TargetState[] = ["unproved", "failed", "expired"];
/** Endings that a record states. The others are inferred, and an inference proves nothing. */
const STATED = new Set(["logged_off", "destroyed", "notified", "shut_down", "suspended"]);
/** Two clocks agree no better than this, after the skew that the host's own reports show. */
const CLOCK_TOLERANCE_MS = 5_000;

export interface ProofRound {
  readonly hostId: number;
  readonly clockSkewMs: number;
  /** Boots that gained events. */
  readonly bootIds: readonly number[];
  readonly now: Date;
}

/** Holds the targets of a host against the audited endings. Called by ingest alone: nobody else writes `proved`. */
export async function proveTargets(tx: Tx, round: ProofRound): Promise<number[]> {
  const { hostId, bootIds } = round;
  const matches = await matchEndings(tx, { hostId, waiting: WAITING, late: LATE, bootIds });
  const orderIds: number[] = [];
  for (const match of matches) if (await judge(tx, round, match)) orderIds.push(match.orderId);
  return orderIds;
}

async function judge(tx: Tx, round: ProofRound, match: MatchedEnding): Promise<boolean> {
  const record = match.endRecords[0];
  if (!STATED.has(match.endKind) || !match.endAt) return leaveUnproved(tx, round, match, inferredEnd(match));
  const endedAt = match.endAt.getTime() - round.clockSkewMs;
  if (endedAt < match.orderedAt.getTime() - CLOCK_TOLERANCE_MS) {
    const words = `the session had ended before the order, at ${match.endAt.toISOString()}`;
    return leaveUnproved(tx, round, match, words);
  }
  if (!record || isTooLate(match, endedAt)) return false;
  return prove(tx, round, match, record);
}

/** Long after an order ran out or failed, people leave by themselves: that proves nothing about the order. */
function isTooLate(match: MatchedEnding, endedAt: number): boolean {
  if (match.state !== "failed" && match.state !== "expired") return false;
  return endedAt > match.orderExpiresAt.getTime() + COMMAND_LIFE_MS;
}

async function prove(
  tx: Tx,
  { now }: ProofRound,
  match: MatchedEnding,
  evidence: RecordRef,
): Promise<boolean> {
  const { targetId, wasAccepted, sessionId } = match;
  const { log, recordId, eventId, at } = evidence;
  const moved = await moveTarget(tx, {
    targetId,
    to: "proved",
    at: now,
    source: "audit",
    detail: wasAccepted ? "" : UNFORCED,
    evidence: { log, recordId, eventId, at },
  });
  if (moved && wasAccepted) await setEndedBy(tx, sessionId, targetId);
  return moved;
}

/** The person left by themselves: the host never took the command. */
const UNFORCED = "unforced";

/** The proof came before the host's word that it had acted: the ending is this order's after all. */
export async function claimEnding(tx: Tx, hostId: number, targetId: bigint): Promise<void> {
  const { count } = await tx.logoffTarget.updateMany({
    where: { id: targetId, state: "proved", detail: UNFORCED },
    data: { detail: "" },
  });
  if (count === 0) return;
  const matches = await matchEndings(tx, { hostId, waiting: ["proved"], late: [], bootIds: [] });
  const match = matches.find((candidate) => candidate.targetId === targetId);
  if (match) await setEndedBy(tx, match.sessionId, targetId);
}

async function setEndedBy(tx: Tx, sessionId: bigint, targetId: bigint): Promise<void> {
  await tx.session.updateMany({
    where: { id: sessionId, endedByTargetId: null },
    data: { endedByTargetId: targetId },
  });
}

function inferredEnd({ endKind, endNotBefore, endNotAfter }: MatchedEnding): string {
  const from = endNotBefore?.toISOString() ?? "an unknown time";
  const until = endNotAfter?.toISOString() ?? "an unknown time";
  const why =
    endKind === "crashed" ? "the host crashed or restarted" : "no record tells how the session ended";
  return `${why}; the end lies between ${from} and ${until}`;
}

async function leaveUnproved(
  tx: Tx,
  { now }: ProofRound,
  match: MatchedEnding,
  detail: string,
): Promise<boolean> {
  const { targetId, state } = match;
  if (state === "failed" || state === "expired") return false;
  const step = { targetId, at: now, source: "audit", detail } as const;
  if (state === "unproved") {
    if (match.detail === detail) return false;
    await tx.logoffTarget.updateMany({ where: { id: targetId, state: "unproved" }, data: { detail } });
    return noteTarget(tx, { ...step, state: "unproved" });
  }
  if (state !== "gone") await moveTarget(tx, { ...step, to: "gone" });
  return moveTarget(tx, { ...step, to: "unproved" });
}
