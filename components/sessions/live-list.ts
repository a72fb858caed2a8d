import type { LiveHost, LiveRow } from "@/lib/domain/live-row";
import { matchesQuery, type SessionQuery } from "@/lib/domain/session-query";
import { compareLiveRows, type SessionSort } from "@/lib/domain/session-sort";

/** A row as it stands in the list. It leaves some time after it ended, or after it stopped matching the filter. */
export interface ListedRow {
  readonly row: LiveRow;
  readonly leaving: { readonly kind: "ended" | "unmatched"; readonly at: number } | null;
}

export interface LiveList {
  readonly rows: readonly ListedRow[];
  /** New rows, not shown until asked for: nothing moves under the reader's hand. */
  readonly waiting: readonly LiveRow[];
}

/** What the page shows: by it a row that is not listed is told apart from one on another page. */
export interface ListScope {
  readonly query: SessionQuery;
  readonly sort: SessionSort;
  readonly isFirstPage: boolean;
  readonly isLastPage: boolean;
}

/** How long an ended row stays to be seen. */
export const LINGER_MS = 6_000;

export function makeLiveList(rows: readonly LiveRow[]): LiveList {
  return { rows: rows.map((row) => ({ row, leaving: null })), waiting: [] };
}

/** A host told what is on it: its rows change where they stand, and those it no longer lists have ended. */
export function applyHost(
  list: LiveList,
  host: LiveHost,
  told: readonly LiveRow[],
  scope: ListScope,
  now: number,
): LiveList {
  const byId = new Map(told.map((row) => [row.id, row]));
  const rows = list.rows.map((listed): ListedRow => {
    if (listed.row.hostId !== host.id) return listed;
    const row = byId.get(listed.row.id);
    byId.delete(listed.row.id);
    if (!row) {
      if (listed.leaving?.kind === "ended") return listed;
      return { row: { ...listed.row, orderId: null }, leaving: { kind: "ended", at: now } };
    }
    if (matchesQuery(scope.query, row, now)) return { row, leaving: null };
    return {
      row,
      leaving: listed.leaving?.kind === "unmatched" ? listed.leaving : { kind: "unmatched", at: now },
    };
  });
  const others = list.waiting.filter((row) => row.hostId !== host.id);
  const fresh = [...byId.values()].filter(
    (row) => belongs(row, list, scope) && matchesQuery(scope.query, row, now),
  );
  return shownWhenEmpty({ rows, waiting: [...others, ...fresh] }, scope);
}

/** Where nothing stands, nothing can move under the hand: what is new is shown at once. */
function shownWhenEmpty(list: LiveList, scope: ListScope): LiveList {
  return list.rows.length === 0 ? takeIn(list, scope) : list;
}

/** Whether a row that is not listed would stand on this page. */
function belongs(row: LiveRow, list: LiveList, scope: ListScope): boolean {
  const compare = compareLiveRows(scope.sort);
  const first = list.rows[0];
  const last = list.rows.at(-1);
  if (!scope.isFirstPage && (!first || compare(row, first.row) < 0)) return false;
  return scope.isLastPage || (last !== undefined && compare(row, last.row) < 0);
}

/** Hosts that reported: their rows are as fresh as that. */
export function applyFreshness(list: LiveList, reported: ReadonlyMap<number, number>): LiveList {
  if (!list.rows.some(({ row }) => (reported.get(row.hostId) ?? 0) > (row.reportedAt ?? 0))) return list;
  const rows = list.rows.map((listed) => {
    const reportedAt = reported.get(listed.row.hostId);
    if (reportedAt === undefined || reportedAt <= (listed.row.reportedAt ?? 0)) return listed;
    return { ...listed, row: { ...listed.row, reportedAt } };
  });
  return { ...list, rows };
}

/** Takes away what has lingered long enough. */
export function sweep(list: LiveList, now: number): LiveList {
  const rows = list.rows.filter(({ leaving }) => leaving === null || now - leaving.at < LINGER_MS);
  return rows.length === list.rows.length ? list : { ...list, rows };
}

/** Puts the waiting rows where they belong. */
export function takeIn(list: LiveList, scope: ListScope): LiveList {
  const compare = compareLiveRows(scope.sort);
  const fresh = list.waiting.map((row): ListedRow => ({ row, leaving: null }));
  const rows = [...list.rows, ...fresh].sort((a, b) => compare(a.row, b.row));
  return { rows, waiting: [] };
}

/**
 * The page was read again: rows change in place, new ones wait. One that should stand here and does not has ended or
 * stopped matching; which of the two only its host can tell.
 */
export function mergePage(list: LiveList, page: readonly LiveRow[], scope: ListScope, now: number): LiveList {
  const compare = compareLiveRows(scope.sort);
  const last = page.at(-1);
  const byId = new Map(page.map((row) => [row.id, row]));
  const rows = list.rows.map((listed): ListedRow => {
    const row = byId.get(listed.row.id);
    byId.delete(listed.row.id);
    if (row) return { row, leaving: null };
    const isBeyond = !scope.isLastPage && last !== undefined && compare(listed.row, last) > 0;
    return listed.leaving || isBeyond ? listed : { ...listed, leaving: { kind: "unmatched", at: now } };
  });
  const kept = { rows, waiting: [] };
  const waiting = [...byId.values()].filter((row) => belongs(row, kept, scope));
  return shownWhenEmpty({ rows, waiting }, scope);
}
