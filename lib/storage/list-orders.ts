import type { Actor } from "@/lib/domain/actor";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { MOVING, TO_LOOK_AT } from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";
import type { Database } from "./database";
import { likeText } from "./like-text";

export interface OrderListFilter {
  readonly view: "all" | "open" | "settled" | "look" | "approve";
  /** Name of the operator who asked; empty for everybody. */
  readonly operator: string;
  /** Part of a reason or ticket, or an order's number. */
  readonly text: string;
  /** Orders older than this one. */
  readonly before: number | null;
  readonly limit: number;
}

export interface ListedOrder {
  readonly id: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly cancelledAt: Date | null;
  readonly requestedBy: Actor;
  readonly reason: string;
  readonly ticket: string;
  readonly verb: OrderVerb;
  readonly approval: "none" | "pending" | "approved" | "rejected";
  readonly states: Partial<Record<TargetState, number>>;
}

const HAS_STATE = "EXISTS (SELECT FROM logoff_target t WHERE t.order_id = o.id AND t.state = ANY($5))";
const IN_VIEW = {
  all: "$5::text[] IS NOT NULL",
  open: HAS_STATE,
  settled: `NOT ${HAS_STATE}`,
  look: HAS_STATE,
  approve: `o.approval = 'pending' AND o.cancelled_at IS NULL AND ${HAS_STATE}`,
};

/** Newest first. */
export async function listOrders(db: Database, filter: OrderListFilter): Promise<ListedOrder[]> {
  const states = filter.view === "look" ? TO_LOOK_AT : MOVING;
  const { rows } = await db.pool.query<ListedOrder>(
    `SELECT o.id, o.created_at AS "createdAt", o.expires_at AS "expiresAt", o.cancelled_at AS "cancelledAt",
       o.requested_by AS "requestedBy", o.reason, o.ticket, o.verb, o.approval, COALESCE(counts.states, '{}') AS states
     FROM (
       SELECT * FROM logoff_order o
       WHERE ($1::int IS NULL OR o.id < $1) AND ($2 = '' OR o.requested_by->>'name' = $2)
         AND ($3 = '' OR o.reason ILIKE $4 OR o.ticket ILIKE $4 OR o.id::text = $3)
         AND ${IN_VIEW[filter.view]}
       ORDER BY o.id DESC LIMIT $6
     ) o
     CROSS JOIN LATERAL (
       SELECT jsonb_object_agg(state, n) AS states
       FROM (SELECT state, count(*) AS n FROM logoff_target WHERE order_id = o.id GROUP BY state) s
     ) counts
     ORDER BY o.id DESC`,
    [filter.before, filter.operator, filter.text, `%${likeText(filter.text)}%`, states, filter.limit],
  );
  return rows;
}

/** Everybody who ever asked for an order, for the filter. */
export async function listOrderOperators(db: Database): Promise<string[]> {
  const found = await db.prisma.operator.findMany({
    where: { orders: { some: {} } },
    orderBy: { name: "asc" },
    select: { name: true },
  });
  return found.map(({ name }) => name);
}
