import { z } from "zod";
import { queryText } from "./query-text";

const nameCursor = z.tuple([z.string().max(400), z.number().int().min(1).max(2_147_483_647)]);
const sessionCursor = z.tuple([z.number().min(-8.64e15).max(8.64e15), z.string().regex(/^[1-9]\d{0,17}$/)]);

const historyCursor = z.tuple([z.string().regex(/^-?\d{1,17}$/), z.string().regex(/^[1-9]\d{0,17}$/)]);

const whoCursor = z.tuple([z.boolean(), ...historyCursor.def.items]);

/** Where a page of names ended; null for what is no cursor. */
export const queryNameCursor = queryText(1_000).transform((text) => {
  const read = nameCursor.safeParse(decoded(text));
  return read.success ? { name: read.data[0].replaceAll("\0", ""), id: read.data[1] } : null;
});

/** Where a page of sessions ended. */
export const querySessionCursor = queryText(200).transform((text) => {
  const read = sessionCursor.safeParse(decoded(text));
  return read.success ? { startedAt: read.data[0], id: read.data[1] } : null;
});

/** The same to the microsecond, for the list of all sessions. */
export const queryHistoryCursor = queryText(200).transform((text) => {
  const read = historyCursor.safeParse(decoded(text));
  return read.success ? { begunMicros: read.data[0], id: read.data[1] } : null;
});

/** The same in the list of those who were on at an instant. */
export const queryWhoCursor = queryText(200).transform((text) => {
  const read = whoCursor.safeParse(decoded(text));
  return read.success ? { isCertain: read.data[0], begunMicros: read.data[1], id: read.data[2] } : null;
});

export function whoCursorText(row: {
  readonly isCertain: boolean;
  readonly begunMicros: string;
  readonly id: string;
}): string {
  return encoded([row.isCertain, row.begunMicros, row.id]);
}

export function historyCursorText(row: { readonly begunMicros: string; readonly id: string }): string {
  return encoded([row.begunMicros, row.id]);
}

export function nameCursorText(row: { readonly name: string; readonly id: number }): string {
  return encoded([row.name, row.id]);
}

export interface NamePages {
  readonly isFirstPage: boolean;
  /** The `before` of the page above; null on the first. */
  readonly previous: string | null;
  /** The `after` of the page below; null on the last. */
  readonly next: string | null;
}

type Named = Parameters<typeof nameCursorText>[0];

/** The neighbours of a page of names. Reading back to the first row ends on the first page, however it was reached. */
export function namePages(
  page: { readonly rows: readonly Named[]; readonly hasMore: boolean },
  { after, before }: { readonly after: Named | null; readonly before: Named | null },
): NamePages {
  const [first, last] = [page.rows[0], page.rows.at(-1)];
  const isFirstPage = before ? !page.hasMore : after === null;
  return {
    isFirstPage,
    previous: !isFirstPage && first ? nameCursorText(first) : null,
    next: (before || page.hasMore) && last ? nameCursorText(last) : null,
  };
}

export function sessionCursorText(row: { readonly startedAt: number; readonly id: string }): string {
  return encoded([Math.floor(row.startedAt), row.id]);
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
