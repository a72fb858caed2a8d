import { DomainError } from "@/lib/domain/errors";
import type { OrderRequest } from "./order-request";

const FURTHEST_MS = 31 * 86_400_000;
/** A form that was filled in slowly, or a clock that is a little behind. */
const LATE_MS = 5 * 60_000;

export interface OrderTimes {
  readonly startAt: Date;
  readonly releaseAt: Date;
  readonly expiresAt: Date;
}

export function orderTimes(
  now: Date,
  order: Pick<OrderRequest, "startAt" | "graceSeconds" | "expiresInMinutes">,
): OrderTimes {
  const asked = order.startAt === null ? now : new Date(order.startAt);
  if (asked.getTime() < now.getTime() - LATE_MS) {
    throw new DomainError("invalid_input", "The start lies in the past.", "startAt");
  }
  if (asked.getTime() > now.getTime() + FURTHEST_MS) {
    throw new DomainError("invalid_input", "An order starts within 31 days.", "startAt");
  }
  return timesFrom(
    new Date(Math.max(asked.getTime(), now.getTime())),
    order.graceSeconds,
    order.expiresInMinutes,
  );
}

export function timesFrom(startAt: Date, graceSeconds: number, waitMinutes: number): OrderTimes {
  const releaseAt = new Date(startAt.getTime() + graceSeconds * 1000);
  return { startAt, releaseAt, expiresAt: new Date(releaseAt.getTime() + waitMinutes * 60_000) };
}
