import "server-only";
import { z } from "zod";
import {
  type HistoryQuery,
  historyBounds,
  type InstantOf,
  parseHistoryQuery,
} from "@/lib/domain/history-query";
import { knownFrom, type RecordedSession } from "@/lib/domain/recorded-session";
import { MAX_QUERY_LENGTH } from "@/lib/domain/session-query";
import { listDoubtfulHosts } from "@/lib/storage/blind-hosts";
import { type HistoryCursor, type HistoryPlace, listHistory } from "@/lib/storage/list-history";
import { findSessionById, type SessionEvidence } from "@/lib/storage/session-evidence";
import { type WhoCursor, type WhoPlace, type WhoWasOn, whoWasOn } from "@/lib/storage/who-was-on";
import type { Context } from "./context";
import { historyCursorText, queryHistoryCursor, queryWhoCursor, whoCursorText } from "./page-cursor";
import { parseInput } from "./parse-input";
import { queryBigId, queryText } from "./query-text";
import {
  blindStretch,
  type CoverageAnswer,
  type HostCoverage,
  MOST_HOSTS,
  readCoverage,
} from "./read-coverage";
import { requirePermission } from "./require-permission";

const ROWS_PER_PAGE = 50;
/** The counts are of all, whatever page. */
const PEOPLE_PER_PAGE = 100;

const parameters = z.object({
  // One character more than is read, so that the answer still says that the rest was not.
  q: queryText(MAX_QUERY_LENGTH + 1),
  after: queryHistoryCursor,
  before: queryHistoryCursor,
  /** The same two of those who were on at an instant. */
  whoAfter: queryWhoCursor,
  whoBefore: queryWhoCursor,
  session: queryBigId,
  at: z.date().nullable(),
  instantOf: z.custom<InstantOf>((value) => typeof value === "function"),
});

export interface HistoryList {
  readonly kind: "list";
  readonly sessions: readonly RecordedSession[];
  readonly isFirstPage: boolean;
  /** The `before` of the page above and the `after` of the one below; null where there is none. */
  readonly newer: string | null;
  readonly older: string | null;
  /** How far the logs of the hosts on this page cover its stretch of time. */
  readonly coverage: CoverageAnswer;
}

export interface HistoryAt {
  readonly kind: "at";
  readonly who: WhoWasOn;
  /** The `before` of the page above and the `after` of the one below; null where there is none. */
  readonly previous: string | null;
  readonly next: string | null;
  /** Hosts that cannot say who was on then, with the stretch that makes them blind. */
  readonly blind: readonly HostCoverage[];
  /** There are more hosts in doubt than were looked at. */
  readonly unchecked: number;
}

export interface HistoryAnswer {
  readonly query: HistoryQuery;
  readonly view: HistoryList | HistoryAt;
  readonly open: SessionEvidence | null;
}

/** The History page: paired sessions of all hosts and people, or who was on everywhere at an instant. */
export async function readHistory(ctx: Context, input: unknown): Promise<HistoryAnswer> {
  requirePermission(ctx.actor, "history.read");
  const { q, session, at, instantOf, ...place } = parseInput(parameters, input);
  const query = parseHistoryQuery(q, instantOf);
  const [view, open] = await Promise.all([
    at === null
      ? readList(ctx, query, place.after, place.before)
      : readAt(ctx, query, at, place.whoAfter, place.whoBefore),
    session === null ? null : findSessionById(ctx.db, session),
  ]);
  return { query, view, open };
}

async function readList(
  ctx: Context,
  query: HistoryQuery,
  after: HistoryCursor | null,
  before: HistoryCursor | null,
): Promise<HistoryList> {
  const place: HistoryPlace = before
    ? { kind: "before", cursor: before }
    : after
      ? { kind: "after", cursor: after }
      : { kind: "newest" };
  const page = await listHistory(ctx.db, query, place, ROWS_PER_PAGE);
  const isBack = place.kind === "before";
  // Reading back to the newest row ends on the first page, however it was reached.
  const isFirstPage = place.kind === "newest" || (isBack && !page.hasMore);
  const hasOlder = isBack || page.hasMore;
  const { from, until } = historyBounds(query);
  const begun = page.sessions.map(knownFrom);
  const oldest = begun.length > 0 ? Math.min(...begun) : (from ?? ctx.now.getTime());
  const newest = isFirstPage ? (until ?? ctx.now.getTime()) : Math.max(...begun, oldest);
  const coverage = await readCoverage(ctx, {
    hostIds: page.sessions.map((row) => row.hostId),
    from: new Date(oldest),
    until: new Date(Math.max(oldest, newest)),
  });
  return {
    kind: "list",
    sessions: page.sessions,
    isFirstPage,
    newer: !isFirstPage && page.first ? historyCursorText(page.first) : null,
    older: hasOlder && page.last ? historyCursorText(page.last) : null,
    coverage,
  };
}

async function readAt(
  ctx: Context,
  query: HistoryQuery,
  at: Date,
  after: WhoCursor | null,
  before: WhoCursor | null,
): Promise<HistoryAt> {
  const place: WhoPlace = before
    ? { kind: "before", cursor: before }
    : after
      ? { kind: "after", cursor: after }
      : { kind: "first" };
  const [who, doubtful] = await Promise.all([
    whoWasOn(ctx.db, { hostId: null, at, query, place, limit: PEOPLE_PER_PAGE }),
    listDoubtfulHosts(ctx.db, query, at, MOST_HOSTS),
  ]);
  const { hosts } = await readCoverage(ctx, { hostIds: doubtful.hostIds, from: at, until: at });
  const blind = hosts.filter((host) => blindStretch(host, at.getTime()) !== null);
  const isBack = place.kind === "before";
  const hasPrevious = isBack ? who.isCut : place.kind === "after";
  const hasNext = isBack || who.isCut;
  return {
    kind: "at",
    who,
    previous: hasPrevious && who.first ? whoCursorText(who.first) : null,
    next: hasNext && who.last ? whoCursorText(who.last) : null,
    blind,
    unchecked: Math.max(0, doubtful.hosts - doubtful.hostIds.length),
  };
}
