import type { z } from "zod";
import { actorName } from "@/lib/domain/actor";
import type { OrderRead } from "@/lib/services/read-order";
import type { OrdersRead } from "@/lib/services/read-orders";
import type { orderDetailSchema, orderSchema, targetSchema } from "./schemas";

export type OrderDetail = z.input<typeof orderDetailSchema>;

export function orderAnswer(order: OrdersRead["orders"][number]): z.input<typeof orderSchema> {
  return {
    id: order.id,
    createdAt: order.createdAt.toISOString(),
    expiresAt: order.expiresAt.toISOString(),
    cancelledAt: isoOrNull(order.cancelledAt),
    requestedBy: actorName(order.requestedBy),
    reason: order.reason,
    ticket: order.ticket,
    states: order.states,
  };
}

export function orderDetailAnswer(facts: OrderRead["facts"]): OrderDetail {
  const { verb, startAt, releaseAt, approval, targets, people, hosts, settledAt } = facts;
  return {
    ...orderAnswer(facts),
    verb,
    startAt: startAt.toISOString(),
    releaseAt: releaseAt.toISOString(),
    ...{ approval, targets, people, hosts },
    settledAt: isoOrNull(settledAt),
  };
}

export function targetAnswer(target: OrderRead["targets"][number]): z.input<typeof targetSchema> {
  const { id, state, detail, associateId, accountName, hostId, hostName, sessionId, evidence } = target;
  return {
    ...{ id, state, detail, associateId, accountName, hostId, hostName, sessionId },
    stateAt: target.stateAt.toISOString(),
    loggedOnAt: target.loggedOnAt.toISOString(),
    provedAt: isoOrNull(target.provedAt),
    evidence: evidence && {
      log: evidence.log,
      recordId: evidence.recordId,
      eventId: evidence.eventId,
      at: new Date(evidence.at).toISOString(),
    },
  };
}

export function isoOrNull(at: Date | number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
