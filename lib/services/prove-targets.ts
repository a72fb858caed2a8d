import type { RecordRef } from "@/lib/domain/ending";
import { COMMAND_LIFE_MS, type TargetState } from "@/lib/domain/target-state";
import type { Tx } from "@/lib/storage/database";
import { type MatchedEnding, matchEndings } from "@/lib/storage/match-endings";
import { moveTarget, moveTargets } from "@/lib/storage/move-target";
import { noteTarget } from "@/lib/storage/note-target";
import { setEndedBy } from "@/lib/storage/set-ended-by";

export const WAITING: readonly TargetState[] = ["leased", "accepted", "warned", "executed", "gone"];
export const LATE: readonly TargetState[] = ["unproved", "failed", "expired"];
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
  const judged = matches.map((match) => ({ match, ...judge(round, match) }));
  const moved = await prove(
    tx,
    round,
    judged.flatMap(({ match, record }) => (record ? [{ match, record }] : [])),
  );
  for (const { match, doubt } of judged) {
    if (doubt !== null && (await leaveUnproved(tx, round, match, doubt))) moved.push(match.orderId);
  }
  return moved;
}

interface Judgement {
  /** What proves it. */
  readonly record: RecordRef | null;
  /** Why it cannot be proved; null also where there is nothing to say yet. */
  readonly doubt: string | null;
}

function judge({ clockSkewMs }: ProofRound, match: MatchedEnding): Judgement {
  const record = match.endRecords[0] ?? null;
  if (!STATED.has(match.endKind) || !match.endAt) return { record: null, doubt: inferredEnd(match) };
  const endedAt = match.endAt.getTime() - clockSkewMs;
  if (endedAt < match.orderedAt.getTime() - CLOCK_TOLERANCE_MS) {
    const doubt = `the session had ended before the order, at ${match.endAt.toISOString()}`;
    return { record: null, doubt };
  }
  return { record: isTooLate(match, endedAt) ? null : record, doubt: null };
}

/** Long after an order ran out or failed, people leave by themselves: that proves nothing about the order. */
function isTooLate(match: MatchedEnding, endedAt: number): boolean {
  if (match.state !== "failed" && match.state !== "expired") return false;
  return endedAt > match.orderExpiresAt.getTime() + COMMAND_LIFE_MS;
}

interface Proof {
  readonly match: MatchedEnding;
  readonly record: RecordRef;
}

/** Answers the orders of those that moved. */
async function prove(tx: Tx, { now }: ProofRound, proofs: readonly Proof[]): Promise<number[]> {
  const targets = proofs.map(({ match, record: { log, recordId, eventId, at } }) => ({
    targetId: match.targetId,
    at: now,
    detail: match.wasAccepted ? "" : UNFORCED,
    evidence: { log, recordId, eventId, at },
  }));
  const moved = await moveTargets(tx, { targets, to: "proved", source: "audit" });
  const proved = proofs.map(({ match }) => match).filter(({ targetId }) => moved.has(targetId));
  await setEndedBy(
    tx,
    proved.filter(({ wasAccepted }) => wasAccepted),
  );
  return proved.map(({ orderId }) => orderId);
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
  if (match) await setEndedBy(tx, [match]);
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
