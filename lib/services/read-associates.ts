import "server-only";
import { z } from "zod";
import { type AssociateFilter, type AssociatePage, listAssociates } from "@/lib/storage/list-associates";
import type { Context } from "./context";
import { type NamePages, namePages, queryNameCursor } from "./page-cursor";
import { parseInput } from "./parse-input";
import { queryText } from "./query-text";
import { requirePermission } from "./require-permission";

export const ASSOCIATES_PER_PAGE = 50;

const parameters = z.object({
  q: queryText(200),
  group: queryText(200),
  on: queryText(10),
  after: queryNameCursor,
  before: queryNameCursor,
});

export interface AssociatesAnswer extends AssociatePage, NamePages {
  readonly filter: AssociateFilter;
}

export async function readAssociates(ctx: Context, input: unknown): Promise<AssociatesAnswer> {
  requirePermission(ctx.actor, "history.read");
  const { q, group, on, after, before } = parseInput(parameters, input);
  const filter = { text: q, group: group === "" ? null : group, isOnNow: on === "now" };
  const page = await listAssociates(ctx.db, filter, after, ASSOCIATES_PER_PAGE, before);
  return { ...page, filter, ...namePages(page, { after, before }) };
}
