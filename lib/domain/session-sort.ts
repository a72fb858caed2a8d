import type { LiveRow } from "./live-row";

export const SESSION_SORTS = ["loggedOn", "idle", "host", "associate"] as const;
export type SessionSortKey = (typeof SESSION_SORTS)[number];

export interface SessionSort {
  readonly key: SessionSortKey;
  /** Against the natural order: newest logon first, longest idle first, names from A. */
  readonly reversed: boolean;
}

/** More rows than this nobody scrolls through: whoever has them narrows the filter. */
export const MOST_LISTED = 100_000;

export const DEFAULT_SORT: SessionSort = { key: "loggedOn", reversed: false };

/** `host`, `-host`; nonsense is the default. */
export function parseSessionSort(text: string): SessionSort {
  const reversed = text.startsWith("-");
  const key = SESSION_SORTS.find((sort) => sort === (reversed ? text.slice(1) : text));
  return key ? { key, reversed } : DEFAULT_SORT;
}

export function sessionSortText(sort: SessionSort): string {
  return `${sort.reversed ? "-" : ""}${sort.key}`;
}

/** Where the last page ended: the sorted value of its last row, and the row. */
export interface SessionCursor {
  /** Epoch milliseconds or a name. */
  readonly value: number | string;
  readonly id: string;
}

/** `1763635471000~4711`, `TS-04~4711`; nonsense is the first page. */
export function parseSessionCursor(text: string, sort: SessionSort): SessionCursor | null {
  const tilde = text.lastIndexOf("~");
  const id = text.slice(tilde + 1);
  const value = text.slice(0, tilde);
  if (tilde < 0 || !/^[0-9]{1,18}$/.test(id)) return null;
  if (sort.key === "host" || sort.key === "associate") {
    return value.length <= 256 && !/[\p{Cc}\p{Cs}]/u.test(value) ? { value, id } : null;
  }
  return /^[0-9]{1,15}$/.test(value) ? { value: Number(value), id } : null;
}

/** Later than any instant a host may report. */
export const NEVER_IDLE_AT = Date.UTC(9999, 11, 31);

/** The place right behind that row. */
export function cursorAfter(row: LiveRow, sort: SessionSort): SessionCursor {
  switch (sort.key) {
    case "loggedOn":
      return { value: row.loggedOnAt, id: row.id };
    case "idle":
      return { value: Math.min(idleSince(row), NEVER_IDLE_AT), id: row.id };
    case "host":
      return { value: row.hostName.toLowerCase(), id: row.id };
    case "associate":
      return { value: row.associateName.toLowerCase(), id: row.id };
  }
}

export function sessionCursorText(cursor: SessionCursor): string {
  return `${cursor.value}~${cursor.id}`;
}

/** Negative where `a` stands before `b`: the order of `list-live-sessions`. */
export function compareLiveRows(sort: SessionSort): (a: LiveRow, b: LiveRow) => number {
  const { natural, descends } = ORDERS[sort.key];
  const way = descends !== sort.reversed ? -1 : 1;
  return (a, b) => way * (natural(a, b) || compareIds(a.id, b.id));
}

const ORDERS: Record<
  SessionSortKey,
  { readonly natural: (a: LiveRow, b: LiveRow) => number; readonly descends: boolean }
> = {
  loggedOn: { natural: (a, b) => a.loggedOnAt - b.loggedOnAt, descends: true },
  idle: { natural: (a, b) => compareNumbers(idleSince(a), idleSince(b)), descends: false },
  host: { natural: (a, b) => compareTexts(a.hostName, b.hostName), descends: false },
  associate: { natural: (a, b) => compareTexts(a.associateName, b.associateName), descends: false },
};

/** What has no idle time is idle later than everything that has. */
function idleSince(row: LiveRow): number {
  return row.state === "active" || row.stateSince === null ? Number.POSITIVE_INFINITY : row.stateSince;
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareTexts(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x === y ? 0 : x < y ? -1 : 1;
}

function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
