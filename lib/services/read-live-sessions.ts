import "server-only";
import type { LiveRow } from "@/lib/domain/live-row";
import { parseSessionQuery, type SessionQuery } from "@/lib/domain/session-query";
import {
  parseSessionCursor,
  parseSessionSort,
  type SessionSort,
  sessionCursorText,
} from "@/lib/domain/session-sort";
import { countLiveSessions, countWithoutEachTerm, type LiveCounts } from "@/lib/storage/count-live-sessions";
import { findLiveSession, type LiveSessionFacts } from "@/lib/storage/find-live-session";
import { type LiveGroup, listLiveGroups } from "@/lib/storage/list-live-groups";
import { countLiveUpTo, listLiveSessions } from "@/lib/storage/list-live-sessions";
import type { Context } from "./context";
import { countGhosts } from "./read-ghosts";
import { requirePermission } from "./require-permission";

export type { LiveCounts, LiveGroup, LiveSessionFacts };

export const PAGE_ROWS = 100;
export const GROUP_ROWS = 200;

/** The address as it was typed: every value may be nonsense. */
export interface LiveSessionsAddress {
  readonly q?: string | undefined;
  readonly sort?: string | undefined;
  readonly after?: string | undefined;
  readonly by?: string | undefined;
  readonly s?: string | undefined;
}

export type LiveView =
  | {
      readonly by: "sessions";
      readonly rows: readonly LiveRow[];
      /** What `after` of the next page is. */
      readonly next: string | null;
      /** How many rows of the list stand before these. */
      readonly before: number;
    }
  | { readonly by: "associates" | "hosts"; readonly groups: readonly LiveGroup[] };

export interface LiveSessionsRead {
  readonly query: SessionQuery;
  readonly sort: SessionSort;
  readonly counts: LiveCounts;
  /** Where the list of a host and its log disagree, in the whole fleet. */
  readonly ghosts: number;
  readonly view: LiveView;
  /** How many rows the query would give without each of its terms; only where it gives none. */
  readonly withoutEach: readonly number[];
  readonly open:
    | { readonly kind: "closed" }
    | { readonly kind: "gone"; readonly id: string }
    | { readonly kind: "open"; readonly facts: LiveSessionFacts };
}

export async function readLiveSessions(
  ctx: Context,
  address: LiveSessionsAddress,
): Promise<LiveSessionsRead> {
  requirePermission(ctx.actor, "session.read");
  const query = parseSessionQuery(address.q ?? "");
  const sort = parseSessionSort(address.sort ?? "");
  const by = address.by === "associates" || address.by === "hosts" ? address.by : "sessions";
  const [counts, ghosts, view, open] = await Promise.all([
    countLiveSessions(ctx.db, query, ctx.now),
    countGhosts(ctx),
    by === "sessions" ? readRows(ctx, query, sort, address.after ?? "") : readGroups(ctx, query, by),
    readOpen(ctx, address.s ?? ""),
  ]);
  const withoutEach = counts.sessions === 0 ? await countWithoutEachTerm(ctx.db, query, ctx.now) : [];
  return { query, sort, counts, ghosts, view, withoutEach, open };
}

async function readRows(
  ctx: Context,
  query: SessionQuery,
  sort: SessionSort,
  text: string,
): Promise<LiveView> {
  const after = parseSessionCursor(text, sort);
  const request = { query, sort, now: ctx.now };
  const [page, before] = await Promise.all([
    listLiveSessions(ctx.db, { ...request, after, limit: PAGE_ROWS }),
    countLiveUpTo(ctx.db, request, after),
  ]);
  const next = page.next && sessionCursorText(page.next);
  return { by: "sessions", rows: page.rows, next, before };
}

async function readGroups(ctx: Context, query: SessionQuery, by: "associates" | "hosts"): Promise<LiveView> {
  return { by, groups: await listLiveGroups(ctx.db, by, query, GROUP_ROWS, ctx.now) };
}

async function readOpen(ctx: Context, id: string): Promise<LiveSessionsRead["open"]> {
  if (!/^[1-9][0-9]{0,17}$/.test(id)) return { kind: "closed" };
  const facts = await findLiveSession(ctx.db, id, ctx.now);
  return facts ? { kind: "open", facts } : { kind: "gone", id };
}
