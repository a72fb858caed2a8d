import "server-only";
import { listWebAssociates, type WebAssociate, type WebAssociateFilter } from "@/lib/storage/web-associates";
import type { Context } from "./context";
import { requirePermission } from "./require-permission";

export type { WebAssociate };

/** Associates as the WebAPI tells of them; `next` is the id after which the next page begins. */
export async function readWebAssociates(
  ctx: Context,
  filter: WebAssociateFilter,
): Promise<{ readonly associates: readonly WebAssociate[]; readonly next: number | null }> {
  requirePermission(ctx.actor, "session.read");
  const found = await listWebAssociates(ctx.db, { ...filter, limit: filter.limit + 1 });
  const associates = found.slice(0, filter.limit);
  return { associates, next: found.length > filter.limit ? (associates.at(-1)?.id ?? null) : null };
}
