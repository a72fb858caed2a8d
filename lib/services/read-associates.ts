import "server-only";
import { z } from "zod";
import { type AssociateFilter, type AssociatePage, listAssociates } from "@/lib/storage/list-associates";
import type { Context } from "./context";
import { nameCursorText, queryNameCursor } from "./page-cursor";
import { parseInput } from "./parse-input";
import { queryText } from "./query-text";
import { requirePermission } from "./require-permission";

export const ASSOCIATES_PER_PAGE = 50;

const parameters = z.object({
  q: queryText(200),
  group: queryText(200),
  on: queryText(10),
  after: queryNameCursor,
});

export interface AssociatesAnswer extends AssociatePage {
  readonly filter: AssociateFilter;
  readonly isFirstPage: boolean;
  /** The `after` of the next page; null on the last. */
  readonly next: string | null;
}

export async function readAssociates(ctx: Context, input: unknown): Promise<AssociatesAnswer> {
  requirePermission(ctx.actor, "history.read");
  const { q, group, on, after } = parseInput(parameters, input);
  const filter = { text: q, group: group === "" ? null : group, isOnNow: on === "now" };
  const page = await listAssociates(ctx.db, filter, after, ASSOCIATES_PER_PAGE);
  const last = page.rows.at(-1);
  return {
    ...page,
    filter,
    isFirstPage: after === null,
    next: page.hasMore && last ? nameCursorText(last) : null,
  };
}
