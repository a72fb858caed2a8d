import type { FoundApiToken } from "@/lib/auth/api-token";
import { DomainError } from "@/lib/domain/errors";
import { countForToken, type TokenCounts } from "@/lib/storage/api-tokens";
import type { Context } from "./context";
import { keepRejects, type RejectedRecord } from "./keep-rejects";
import { keepShipped, type ShippedEvent } from "./keep-shipped";
import { requirePermission } from "./require-permission";

/** What one request of a shipper brought. */
export interface Shipped {
  readonly events: readonly ShippedEvent[];
  readonly rejects: readonly RejectedRecord[];
  readonly skipped: number;
  readonly rejected: number;
}

/** A transaction of this many events is as fast as a larger one, and is soon over. */
export const EVENTS_AT_ONCE = 8_000;

/** Keeps what came in with one token; when this returns, it is committed. Sent twice, it is kept once. */
export async function takeShipments(
  ctx: Context,
  token: FoundApiToken,
  shipments: readonly Shipped[],
): Promise<TokenCounts> {
  if (ctx.actor.kind !== "system" || ctx.actor.name !== "gateway") {
    throw new DomainError("forbidden", "Shippers bring their records to the gateway.");
  }
  requirePermission(token.actor, "event.ingest");
  const events = shipments.flatMap((shipment) => shipment.events);
  const counts = { added: 0, known: 0, skipped: 0, rejected: 0 };
  const rejects = shipments.flatMap((shipment) => shipment.rejects);
  for (let from = 0; from < events.length; from += EVENTS_AT_ONCE) {
    const part = events.slice(from, from + EVENTS_AT_ONCE);
    const kept = await keepShipped(ctx, token.group, part);
    counts.added += kept.added;
    counts.known += kept.known;
    counts.rejected += kept.rejects.length;
    rejects.push(...kept.rejects);
  }
  for (const { skipped, rejected } of shipments) {
    counts.skipped += skipped;
    counts.rejected += rejected;
  }
  await keepRejects(ctx.db, { source: `token:${token.actor.tokenId}`, rejects, now: ctx.now });
  await countForToken(ctx.db, token.actor.tokenId, counts);
  return counts;
}
