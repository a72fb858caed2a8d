import type { RecordRef } from "@/lib/domain/ending";
import { DomainError } from "@/lib/domain/errors";
import { canMove, TARGET_STATES, type TargetState } from "@/lib/domain/target-state";
import type { Tx } from "./database";

/** What holds for every target of a move. */
interface Move {
  readonly to: TargetState;
  readonly source: "web" | "gateway" | "agent" | "audit" | "clock";
  /** When Curfew learnt of it: patience counts from here, since a host may tell late. Otherwise `at`. */
  readonly knownAt?: Date;
  readonly leasedUntil?: Date;
}

/** What is each target's own. */
interface Moved {
  readonly targetId: bigint;
  /** When it happened, by the clock of whoever saw it. */
  readonly at: Date;
  readonly detail?: string;
  readonly evidence?: RecordRef | null;
}

export interface TargetMove extends Move, Moved {}

export interface TargetsMove extends Move {
  readonly targets: readonly Moved[];
}

/**
 * The one way in which a target's state changes. False when the move is not allowed from the state in which the target
 * is now: somebody else was first, or the news is old.
 */
export async function moveTarget(tx: Tx, move: TargetMove): Promise<boolean> {
  const { targetId, at, detail, evidence, ...rest } = move;
  const own = { targetId, at, ...(detail === undefined ? {} : { detail }), evidence: evidence ?? null };
  return (await moveTargets(tx, { ...rest, targets: [own] })).has(targetId);
}

/** The same for many targets, each by itself; answers which moved. One statement, however many they are. */
export async function moveTargets(tx: Tx, move: TargetsMove): Promise<ReadonlySet<bigint>> {
  const { targets, to, source } = move;
  if (targets.length === 0) return new Set();
  if (to === "proved" && (source !== "audit" || targets.some(({ evidence }) => !evidence))) {
    throw new DomainError("internal", "only an audited record proves the end of a session");
  }
  const from = TARGET_STATES.filter((state) => canMove(state, to));
  const knownAt = move.knownAt?.toISOString() ?? null;
  const leasedUntil = to === "leased" ? (move.leasedUntil ?? null) : null;
  const ids = targets.map(({ targetId }) => targetId);
  const ats = targets.map(({ at }) => at.toISOString());
  const details = targets.map(({ detail = "" }) => detail);
  const records = targets.map(({ evidence }) => (evidence ? JSON.stringify(evidence) : ""));
  // Locked in the order of their ids, so that two who move the same targets wait for each other instead of dying.
  const moved = await tx.$queryRaw<{ id: bigint }[]>`
    WITH given AS (
      SELECT id, at::timestamptz, detail, NULLIF(record, '')::jsonb AS evidence
      FROM unnest(${ids}::bigint[], ${ats}::text[], ${details}::text[], ${records}::text[]) AS one(id, at, detail, record)
    ),
    due AS (
      SELECT id FROM logoff_target
      WHERE id = ANY(${ids}::bigint[]) AND state = ANY(${from}::text[])
      ORDER BY id FOR UPDATE
    ),
    moved AS (
      UPDATE logoff_target target SET state = ${to}, state_at = COALESCE(${knownAt}::timestamptz, given.at),
        detail = given.detail, leased_until = ${leasedUntil}::timestamptz,
        gone_at = CASE ${to} WHEN 'gone' THEN given.at ELSE gone_at END,
        proved_at = CASE ${to} WHEN 'proved' THEN given.at ELSE proved_at END,
        evidence = COALESCE(given.evidence, target.evidence)
      FROM due JOIN given USING (id) WHERE target.id = due.id
      RETURNING target.id, given.at, given.detail, given.evidence
    ),
    steps AS (
      INSERT INTO target_step (target_id, state, at, source, detail, evidence)
      SELECT id, ${to}, at, ${source}, detail, evidence FROM moved ORDER BY id
    )
    SELECT id FROM moved`;
  return new Set(moved.map((row) => row.id));
}
