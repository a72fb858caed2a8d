import "server-only";
import { z } from "zod";
import { MAX_QUERY_LENGTH, parseSessionQuery } from "@/lib/domain/session-query";
import { MOST_LISTED, parseSessionCursor, parseSessionSort } from "@/lib/domain/session-sort";
import { countLiveUpTo, listLiveSequence } from "@/lib/storage/list-live-sessions";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { queryText } from "./query-text";
import { requirePermission } from "./require-permission";

export const sessionSequenceInput = z.object({
  q: queryText(MAX_QUERY_LENGTH),
  sort: queryText(40),
  after: queryText(300),
});

export interface SessionSequence {
  /** When it was read: what hosts tell from then on comes on top. */
  readonly at: number;
  /** Every id in view, first to last, parted by commas. */
  readonly ids: string;
  /** How many of them stand before the place that was asked for. */
  readonly before: number;
}

/**
 * What stands where in the whole list, frozen: a scroll over 50,000 rows needs every place and hardly any of the facts,
 * which `readSessionRows` gives for the few that are seen.
 */
export async function readSessionSequence(ctx: Context, input: unknown): Promise<SessionSequence> {
  requirePermission(ctx.actor, "session.read");
  const { q, sort: sortText, after } = parseInput(sessionSequenceInput, input);
  const sort = parseSessionSort(sortText);
  const request = { query: parseSessionQuery(q), sort, now: ctx.now };
  const [ids, before] = await Promise.all([
    listLiveSequence(ctx.db, request, MOST_LISTED),
    countLiveUpTo(ctx.db, request, parseSessionCursor(after, sort)),
  ]);
  return { at: ctx.now.getTime(), ids, before };
}
