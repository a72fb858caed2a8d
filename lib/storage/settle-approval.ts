import type { Actor } from "@/lib/domain/actor";
import type { Tx } from "./database";

export interface Decision {
  readonly orderId: number;
  readonly approval: "approved" | "rejected";
  readonly by: Actor;
  readonly now: Date;
  /** From the approval on; null for a rejection. */
  readonly times: { readonly startAt: Date; readonly releaseAt: Date; readonly expiresAt: Date } | null;
}

/** False when it was decided, cancelled or expired before. A rejection cancels every target. */
export async function settleApproval(tx: Tx, decision: Decision): Promise<boolean> {
  const { orderId, approval, by, now, times } = decision;
  const { count } = await tx.logoffOrder.updateMany({
    where: { id: orderId, approval: "pending", cancelledAt: null, expiresAt: { gt: now } },
    data: {
      approval,
      approvedBy: { ...by },
      approvedAt: now,
      ...(times ?? { cancelledAt: now }),
    },
  });
  if (count === 0) return false;
  if (!times) await cancelAll(tx, orderId, now, `rejected by ${by.kind === "operator" ? by.name : by.kind}`);
  return true;
}

async function cancelAll(tx: Tx, orderId: number, now: Date, detail: string): Promise<void> {
  await tx.$executeRaw`
    WITH moved AS (
      UPDATE logoff_target SET state = 'cancelled', state_at = ${now}::timestamptz, detail = ${detail}
      WHERE order_id = ${orderId}::int AND state IN ('queued', 'unreachable') RETURNING id
    )
    INSERT INTO target_step (target_id, state, at, source, detail)
    SELECT id, 'cancelled', ${now}::timestamptz, 'web', ${detail} FROM moved`;
}

/** Warnings move with the order's start. */
export async function shiftNotices(tx: Tx, orderId: number, byMs: number): Promise<void> {
  if (byMs === 0) return;
  await tx.$executeRaw`
    UPDATE target_notice SET due_at = due_at + ${byMs}::float8 * interval '1 millisecond'
    WHERE target_id IN (SELECT id FROM logoff_target WHERE order_id = ${orderId}::int)`;
}
