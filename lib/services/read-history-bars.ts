import "server-only";
import { z } from "zod";
import { historyBounds, type InstantOf, parseHistoryQuery } from "@/lib/domain/history-query";
import { MAX_QUERY_LENGTH } from "@/lib/domain/session-query";
import { countHistoryBars, findHistoryExtent, type HistoryExtent } from "@/lib/storage/history-bars";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { queryText } from "./query-text";
import { requirePermission } from "./require-permission";

/** So far back without a bound: counting a year of a large fleet at every look would cost more than the list itself. */
const UNBOUND_MS = 60 * 86_400_000;
/** More bars than a screen has room for are not counted. */
const MOST_BARS = 400;

/** The edges of bars over a stretch of time, first and last included, ascending. */
export type EdgesOf = (from: number, until: number) => readonly number[];

const parameters = z.object({
  q: queryText(MAX_QUERY_LENGTH + 1),
  instantOf: z.custom<InstantOf>((value) => typeof value === "function"),
  edgesOf: z.custom<EdgesOf>((value) => typeof value === "function"),
});

export interface HistoryBar {
  readonly from: number;
  readonly until: number;
  /** Sessions that began in it. */
  readonly sessions: number;
}

/** Never more than there is, unless it was asked for by name: an empty stretch is drawn empty, so that one can leave it. */
function drawnStretch(
  bounds: ReturnType<typeof historyBounds>,
  extent: HistoryExtent,
  now: number,
): { readonly from: number; readonly until: number } {
  const [oldest, newest] = [extent.oldest.getTime(), extent.newest.getTime()];
  const isPast = bounds.from !== null && bounds.from > newest;
  const until = bounds.until ?? (isPast ? now : newest + 1);
  const from = bounds.from ?? until - UNBOUND_MS;
  return { from: oldest < until ? Math.max(from, oldest) : from, until };
}

/** How the sessions that the query finds began over time; null where there is nothing to draw. */
export async function readHistoryBars(ctx: Context, input: unknown): Promise<readonly HistoryBar[] | null> {
  requirePermission(ctx.actor, "history.read");
  const { q, instantOf, edgesOf } = parseInput(parameters, input);
  const query = parseHistoryQuery(q, instantOf);
  const extent = await findHistoryExtent(ctx.db, query);
  if (!extent) return null;
  const bounds = historyBounds(query);
  const { from, until } = drawnStretch(bounds, extent, ctx.now.getTime());
  if (from >= until) return null;
  // What lies outside the bounds is not listed, so no bar counts it.
  const edges = edgesOf(from, until)
    .slice(-MOST_BARS - 1)
    .map((edge) => Math.min(Math.max(edge, bounds.from ?? edge), bounds.until ?? edge));
  const counts = await countHistoryBars(
    ctx.db,
    query,
    edges.map((at) => new Date(at)),
  );
  return counts.map((sessions, i) => ({ from: edges[i] ?? from, until: edges[i + 1] ?? until, sessions }));
}
