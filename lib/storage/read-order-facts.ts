import type { Actor } from "@/lib/domain/actor";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { EXITS, MOVING, STAGES, stageIndex, statesFrom } from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";
import type { Database } from "./database";

export interface OrderFacts {
  readonly id: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly cancelledAt: Date | null;
  readonly requestedBy: Actor;
  readonly verb: OrderVerb;
  readonly reason: string;
  readonly ticket: string;
  readonly startAt: Date;
  readonly graceSeconds: number;
  readonly releaseAt: Date;
  readonly message: string;
  readonly onlyIfWarned: boolean;
  readonly requestedThrough: string;
  readonly approval: "none" | "pending" | "approved" | "rejected";
  readonly approvalWhy: string;
  readonly approvedBy: Actor | null;
  readonly approvedAt: Date | null;
  readonly retryOfId: number | null;
  /** Orders that tried its failures again. */
  readonly retries: readonly number[];
  /** Warnings that somebody could see, and that nobody could. */
  readonly warned: { readonly shown: number; readonly notShown: number };
  readonly targets: number;
  readonly people: number;
  readonly hosts: number;
  /** When the last target settled, or null while one moves. */
  readonly settledAt: Date | null;
  readonly states: Partial<Record<TargetState, number>>;
  /** How many came as far as each stage, in the order of STAGES. */
  readonly reached: readonly number[];
  /** For each exit, how many left from each stage. */
  readonly left: Readonly<Record<string, readonly number[]>>;
  /** Release to audited record of each forced and proved target, ascending. */
  readonly latenciesMs: readonly number[];
}

/** What the head of an order's page says, counted by the database. */
export async function readOrderFacts(db: Database, orderId: number): Promise<OrderFacts | null> {
  const order = await db.prisma.logoffOrder.findUnique({
    where: { id: orderId },
    include: { retries: { select: { id: true }, orderBy: { id: "asc" } } },
  });
  if (!order) return null;
  const [sums, ways, latencies] = await Promise.all([
    readSums(db, orderId),
    readWays(db, orderId),
    readLatencies(db, orderId),
  ]);
  const { requestedBy, verb, approval, approvedBy, retries, ...facts } = order;
  const { shown, notShown, ...counts } = sums;
  return {
    ...facts,
    latenciesMs: latencies,
    requestedBy: requestedBy as unknown as Actor,
    verb: verb as OrderVerb,
    approval: approval as OrderFacts["approval"],
    approvedBy: approvedBy as unknown as Actor | null,
    retries: retries.map((one) => one.id),
    warned: { shown, notShown },
    ...counts,
    ...sumWays(ways),
  };
}

async function readSums(db: Database, orderId: number) {
  const { rows } = await db.pool.query<{
    targets: number;
    people: number;
    hosts: number;
    settledAt: Date | null;
    shown: number;
    notShown: number;
  }>(
    `SELECT count(*)::int AS targets, count(DISTINCT COALESCE(associate_id, -account_id))::int AS people,
       count(DISTINCT host_id)::int AS hosts,
       count(*) FILTER (WHERE warning = 'shown')::int AS shown,
       count(*) FILTER (WHERE warning = 'not_shown')::int AS "notShown",
       CASE WHEN bool_or(state = ANY($2)) THEN NULL ELSE max(state_at) END AS "settledAt"
     FROM logoff_target WHERE order_id = $1`,
    [orderId, MOVING],
  );
  return rows[0] ?? { targets: 0, people: 0, hosts: 0, settledAt: null, shown: 0, notShown: 0 };
}

interface Way {
  readonly state: TargetState;
  /** Every state it went through, for those that took an exit. */
  readonly past: readonly TargetState[] | null;
  readonly wasWarned: boolean;
  readonly n: number;
}

async function readWays(db: Database, orderId: number): Promise<Way[]> {
  const { rows } = await db.pool.query<Way>(
    `SELECT state, past, warned AS "wasWarned", count(*)::int AS n
     FROM (
       SELECT t.state, t.warned_at IS NOT NULL AS warned, CASE WHEN t.state = ANY($2) THEN
         (SELECT array_agg(DISTINCT s.state ORDER BY s.state) FROM target_step s WHERE s.target_id = t.id) END AS past
       FROM logoff_target t WHERE t.order_id = $1
     ) ways
     GROUP BY state, past, warned`,
    [orderId, EXITS],
  );
  return rows;
}

function sumWays(ways: readonly Way[]) {
  const states: Partial<Record<TargetState, number>> = {};
  const reached = STAGES.map(() => 0);
  const left = Object.fromEntries(EXITS.map((exit) => [exit, STAGES.map(() => 0)]));
  for (const { state, past, wasWarned, n } of ways) {
    states[state] = (states[state] ?? 0) + n;
    // A warned target that is handed out has come further than one that was never warned.
    const least = wasWarned ? stageIndex("warned") : 0;
    const far = Math.max(least, ...(past ? past.map(stageIndex) : [stageIndex(state)]));
    for (let i = 0; i <= far; i++) reached[i] = (reached[i] ?? 0) + n;
    const exits = left[state];
    if (exits) exits[far] = (exits[far] ?? 0) + n;
  }
  return { states, reached, left };
}

async function readLatencies(db: Database, orderId: number): Promise<number[]> {
  const { rows } = await db.pool.query<{ ms: number }>(
    `SELECT greatest(0, EXTRACT(EPOCH FROM t.proved_at - COALESCE(t.release_at, o.release_at)) * 1000)::float AS ms
     FROM logoff_target t JOIN logoff_order o ON o.id = t.order_id
     WHERE t.order_id = $1 AND t.state = 'proved'
       AND EXISTS (SELECT FROM target_step s WHERE s.target_id = t.id AND s.state = ANY($2))
     ORDER BY ms`,
    [orderId, SENT],
  );
  return rows.map((row) => row.ms);
}

/** A target that never came this far left by itself: its proof is unforced. */
export const SENT: readonly TargetState[] = statesFrom("delivered").filter(
  (state) => state !== "gone" && state !== "proved",
);
