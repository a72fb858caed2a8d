import type { LiveHost, LiveRow } from "@/lib/domain/live-row";
import type { SessionQuery } from "@/lib/domain/session-query";
import { NEVER_IDLE_AT, type SessionCursor, type SessionSort } from "@/lib/domain/session-sort";
import type { Database } from "./database";
import {
  ASSOCIATE_NAME,
  IDLE_SINCE,
  LIVE_COLUMNS,
  LIVE_FROM,
  type LiveRecord,
  liveFrom,
  liveRowOf,
  Parameters,
  whereSql,
} from "./live-session-sql";

export interface LiveListRequest {
  readonly query: SessionQuery;
  readonly sort: SessionSort;
  readonly now: Date;
}

export interface LivePageRequest extends LiveListRequest {
  readonly after: SessionCursor | null;
  readonly limit: number;
}

export interface LivePage {
  readonly rows: readonly LiveRow[];
  /** Where the next page begins; null on the last one. */
  readonly next: SessionCursor | null;
}

/** What has no idle time sorts as not idle at all. */
const NEVER = `timestamptz '${new Date(NEVER_IDLE_AT).toISOString()}'`;

const ORDER = {
  loggedOn: { value: "ls.logged_on_at", descends: true, isInstant: true },
  idle: { value: `coalesce(${IDLE_SINCE}, ${NEVER})`, descends: false, isInstant: true },
  host: { value: "lower(h.name)", descends: false, isInstant: false },
  associate: { value: `lower(${ASSOCIATE_NAME})`, descends: false, isInstant: false },
} as const;

/** One page in the order asked for, by keyset: page one thousand costs what page one costs. */
export async function listLiveSessions(db: Database, request: LivePageRequest): Promise<LivePage> {
  const parameters = new Parameters();
  const { value } = ORDER[request.sort.key];
  const conditions = [whereSql(request.query, parameters, request.now)];
  if (request.after)
    conditions.push(cursorSql(request.sort, fallsIn(request.sort) ? "<" : ">", request.after, parameters));
  const { rows } = await db.pool.query<LiveRecord & { sort_value: Date | string }>(
    `SELECT ${LIVE_COLUMNS}, ${value} AS sort_value FROM ${LIVE_FROM}
     WHERE ${conditions.join(" AND ")}
     ORDER BY ${orderSql(request.sort)} LIMIT ${parameters.add(request.limit + 1)}`,
    parameters.values,
  );
  const last = rows.length > request.limit ? rows[request.limit - 1] : undefined;
  return {
    rows: rows.slice(0, request.limit).map(liveRowOf),
    next: last ? { value: cursorValue(last.sort_value), id: last.id } : null,
  };
}

/** The ids of everything in view, as it stands now: parted by commas, since nobody here needs them singly. */
export async function listLiveSequence(
  db: Database,
  { query, sort, now }: LiveListRequest,
  most: number,
): Promise<string> {
  const parameters = new Parameters();
  const where = whereSql(query, parameters, now);
  const order = orderSql(sort);
  const { rows } = await db.pool.query<{ ids: string }>(
    `SELECT coalesce(string_agg(id, ','), '') AS ids FROM (
       SELECT ls.id::text AS id FROM ${liveFrom(where, order)} WHERE ${where}
       ORDER BY ${order} LIMIT ${parameters.add(most)}) listed`,
    parameters.values,
  );
  return rows[0]?.ids ?? "";
}

/** How many rows stand up to the cursor, itself included. */
export async function countLiveUpTo(
  db: Database,
  { query, sort, now }: LiveListRequest,
  cursor: SessionCursor | null,
): Promise<number> {
  if (cursor === null) return 0;
  const parameters = new Parameters();
  const conditions = [
    whereSql(query, parameters, now),
    cursorSql(sort, fallsIn(sort) ? ">=" : "<=", cursor, parameters),
  ];
  const { rows } = await db.pool.query<{ before: number }>(
    `SELECT count(*)::int AS before FROM ${liveFrom(...conditions)} WHERE ${conditions.join(" AND ")}`,
    parameters.values,
  );
  return rows[0]?.before ?? 0;
}

function fallsIn(sort: SessionSort): boolean {
  return ORDER[sort.key].descends !== sort.reversed;
}

function orderSql(sort: SessionSort): string {
  const way = fallsIn(sort) ? "DESC" : "ASC";
  return `${ORDER[sort.key].value} ${way}, ls.id ${way}`;
}

function cursorSql(
  sort: SessionSort,
  stands: "<" | ">" | "<=" | ">=",
  cursor: SessionCursor,
  parameters: Parameters,
): string {
  const { value, isInstant } = ORDER[sort.key];
  const at = isInstant ? new Date(Number(cursor.value)) : String(cursor.value);
  const type = isInstant ? "timestamptz" : "text";
  const place = `(${parameters.add(at)}::${type}, ${parameters.add(cursor.id)}::bigint)`;
  return `(${value}, ls.id) ${stands} ${place}`;
}

function cursorValue(value: Date | string): number | string {
  return value instanceof Date ? value.getTime() : value;
}

export interface LiveHostSessions {
  readonly host: LiveHost;
  readonly rows: readonly LiveRow[];
}

/** Everything that is on those hosts now, read once for everyone who watches. */
export async function listLiveSessionsOfHosts(
  db: Database,
  hostIds: readonly number[],
): Promise<readonly LiveHostSessions[]> {
  const [hosts, { rows }] = await Promise.all([
    db.prisma.host.findMany({
      where: { id: { in: [...hostIds] } },
      select: { id: true, name: true, reportedAt: true },
    }),
    db.pool.query<LiveRecord>(`SELECT ${LIVE_COLUMNS} FROM ${LIVE_FROM} WHERE ls.host_id = ANY($1::int[])`, [
      hostIds,
    ]),
  ]);
  const byHost = new Map<number, LiveRow[]>();
  for (const row of rows.map(liveRowOf)) byHost.set(row.hostId, [...(byHost.get(row.hostId) ?? []), row]);
  return hosts.map(({ id, name, reportedAt }) => ({
    host: { id, name, reportedAt: reportedAt?.getTime() ?? null },
    rows: byHost.get(id) ?? [],
  }));
}

/** The rows that are still live among those, for a drawer or a dialog. */
export async function listLiveSessionsById(
  db: Database,
  ids: readonly string[],
): Promise<readonly LiveRow[]> {
  const { rows } = await db.pool.query<LiveRecord>(
    `SELECT ${LIVE_COLUMNS} FROM ${LIVE_FROM} WHERE ls.id = ANY($1::bigint[])`,
    [ids],
  );
  return rows.map(liveRowOf);
}
