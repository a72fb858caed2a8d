import type { SessionSortKey } from "@/lib/domain/session-sort";

/** The columns of the Sessions page as they stand by default; the first is always there, or a row would be nobody's. */
export const COLUMNS = {
  who: { label: "Associate", sort: "associate" },
  state: { label: "State", sort: null },
  host: { label: "Host", sort: "host" },
  kind: { label: "Kind", sort: null },
  on: { label: "Logged on", sort: "loggedOn" },
  idle: { label: "Idle for", sort: "idle" },
  cli: { label: "Client", sort: null },
  fresh: { label: "Reported", sort: null },
} as const satisfies Record<string, { readonly label: string; readonly sort: SessionSortKey | null }>;

export type ColumnKey = keyof typeof COLUMNS;

export interface Column {
  readonly key: ColumnKey;
  readonly isShown: boolean;
  /** In pixels, where somebody chose; else the style sheet's. */
  readonly width: number | null;
}

export type Columns = readonly Column[];

const KEYS: readonly ColumnKey[] = ["state", "who", "host", "kind", "on", "idle", "cli", "fresh"];
export const DEFAULT_COLUMNS: Columns = KEYS.map((key) => ({ key, isShown: true, width: null }));
export const NARROWEST = 56;
export const WIDEST = 640;

/** `who:240.host.-kind`: what a cookie keeps. A column that it does not name stands behind the others. */
export function parseColumns(text: string): Columns {
  const found = new Map<ColumnKey, Column>();
  for (const piece of text.slice(0, 400).split(".")) {
    const match = /^(-?)([a-z]+)(?::([0-9]{1,4}))?$/.exec(piece);
    const key = KEYS.find((known) => known === match?.[2]);
    if (!match || !key || found.has(key)) continue;
    const isShown = match[1] === "" || key === "who";
    found.set(key, { key, isShown, width: match[3] === undefined ? null : withinWidths(Number(match[3])) });
  }
  return [...found.values(), ...DEFAULT_COLUMNS.filter(({ key }) => !found.has(key))];
}

export function columnsText(columns: Columns): string {
  return columns
    .map(({ key, isShown, width }) => `${isShown ? "" : "-"}${key}${width === null ? "" : `:${width}`}`)
    .join(".");
}

export function isDefault(columns: Columns): boolean {
  return columnsText(columns) === columnsText(DEFAULT_COLUMNS);
}

export function withColumn(columns: Columns, key: ColumnKey, change: Partial<Omit<Column, "key">>): Columns {
  return columns.map((column) =>
    column.key === key
      ? { ...column, ...change, isShown: key === "who" || (change.isShown ?? column.isShown) }
      : column,
  );
}

export function movedColumn(columns: Columns, key: ColumnKey, step: 1 | -1): Columns {
  const at = columns.findIndex((column) => column.key === key);
  const to = at + step;
  const [moved, other] = [columns[at], columns[to]];
  if (!moved || !other) return columns;
  return columns.with(at, other).with(to, moved);
}

export function withinWidths(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

export type Density = "compact" | "comfortable";

export function parseDensity(text: string): Density {
  return text === "comfortable" ? "comfortable" : "compact";
}
