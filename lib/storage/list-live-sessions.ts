import type { LiveHost, LiveRow } from "@/lib/domain/live-row";
import type { SessionQuery } from "@/lib/domain/session-query";
import type { SessionCursor, SessionSort } from "@/lib/domain/session-sort";
import type { Database } from "./database";
import {
  ASSOCIATE_NAME,
  IDLE_SINCE,
  LIVE_COLUMNS,
  LIVE_FROM,
  type LiveRecord,
  liveRowOf,
  Parameters,
  whereSql,
} from "./live-session-sql";

export interface LivePageRequest {
  readonly query: SessionQuery;
  readonly sort: SessionSort;
  readonly after: SessionCursor | null;
  readonly limit: number;
  readonly now: Date;
}

export interface LivePage {
  readonly rows: readonly LiveRow[];
  /** Where the next page begins; null on the last one. */
  readonly next: SessionCursor | null;
}

/** Later than any instant a host may report: what has no idle time sorts as not idle at all. */
const NEVER = "timestamptz '9999-12-31'";

const ORDER = {
  loggedOn: { value: "ls.logged_on_at", descends: true, isInstant: true },
  idle: { value: `coalesce(${IDLE_SINCE}, ${NEVER})`, descends: false, isInstant: true },
  host: { value: "lower(h.name)", descends: false, isInstant: false },
  associate: { value: `lower(${ASSOCIATE_NAME})`, descends: false, isInstant: false },
} as const;

/** One page in the order asked for, by keyset: page one thousand costs what page one costs. */
export async function listLiveSessions(db: Database, request: LivePageRequest): Promise<LivePage> {
  const parameters = new Parameters();
  const { value, descends, isInstant } = ORDER[request.sort.key];
  const down = descends !== request.sort.reversed;
  const conditions = [whereSql(request.query, parameters, request.now)];
  if (request.after) {
    const at = isInstant ? new Date(Number(request.after.value)) : String(request.after.value);
    const type = isInstant ? "timestamptz" : "text";
    const cursor = `(${parameters.add(at)}::${type}, ${parameters.add(request.after.id)}::bigint)`;
    conditions.push(`(${value}, ls.id) ${down ? "<" : ">"} ${cursor}`);
  }
  const way = down ? "DESC" : "ASC";
  const { rows } = await db.pool.query<LiveRecord & { sort_value: Date | string }>(
    `SELECT ${LIVE_COLUMNS}, ${value} AS sort_value FROM ${LIVE_FROM}
     WHERE ${conditions.join(" AND ")}
     ORDER BY ${value} ${way}, ls.id ${way} LIMIT ${parameters.add(request.limit + 1)}`,
    parameters.values,
  );
  const last = rows.length > request.limit ? rows[request.limit - 1] : undefined;
  return {
    rows: rows.slice(0, request.limit).map(liveRowOf),
    next: last ? { value: cursorValue(last.sort_value), id: last.id } : null,
  };
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
