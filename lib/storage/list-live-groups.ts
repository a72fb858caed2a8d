import type { LiveState } from "@/lib/domain/live-session";
import type { SessionQuery } from "@/lib/domain/session-query";
import type { Database } from "./database";
import { ASSOCIATE_NAME, IDLE_SINCE, LIVE_FROM, Parameters, whereSql } from "./live-session-sql";

/** The same rows as the sessions pivot, gathered by person or by host. */
export interface LiveGroup {
  /** The associate's or the host's id; null for an account that belongs to nobody known. */
  readonly id: number | null;
  readonly name: string;
  readonly about: string;
  readonly group: string;
  readonly sessions: number;
  /** On how many hosts the person is, or how many people are on the host. */
  readonly others: number;
  readonly otherNames: readonly string[];
  readonly states: Readonly<Partial<Record<LiveState, number>>>;
  readonly firstLoggedOnAt: number;
  /** Since when the one who worked last is idle; null while somebody is active. */
  readonly idleSince: number | null;
  readonly reportedAt: number | null;
}

interface GroupRecord {
  id: number | null;
  name: string;
  about: string;
  group: string;
  sessions: number;
  others: number;
  other_names: string[];
  states: Partial<Record<LiveState, number>>;
  first_logged_on_at: Date;
  idle_since: Date | null;
  reported_at: Date | null;
}

const PIVOTS = {
  associates: {
    key: "ls.associate_id, CASE WHEN ls.associate_id IS NULL THEN ls.account_id END",
    columns: `ls.associate_id AS id, min(${ASSOCIATE_NAME}) AS name, coalesce(min(a.full_name), '') AS about,
      coalesce(min(a."group"), '') AS "group"`,
    other: "h.name",
  },
  hosts: {
    key: "h.id",
    columns: `h.id, min(h.name) AS name, min(h.os) AS about, min(h."group") AS "group"`,
    other: ASSOCIATE_NAME,
  },
} as const;

export type LivePivot = keyof typeof PIVOTS;

/** The groups with the most sessions first. */
export async function listLiveGroups(
  db: Database,
  pivot: LivePivot,
  query: SessionQuery,
  limit: number,
  now: Date,
): Promise<readonly LiveGroup[]> {
  const parameters = new Parameters();
  const { key, columns, other } = PIVOTS[pivot];
  const { rows } = await db.pool.query<GroupRecord>(
    `SELECT ${columns}, count(*)::int AS sessions, count(DISTINCT ${other})::int AS others,
       (array_agg(DISTINCT ${other}))[1:6] AS other_names,
       jsonb_build_object('active', count(*) FILTER (WHERE ls.state = 'active'),
         'idle', count(*) FILTER (WHERE ls.state = 'idle'), 'locked', count(*) FILTER (WHERE ls.state = 'locked'),
         'disconnected', count(*) FILTER (WHERE ls.state = 'disconnected'),
         'closing', count(*) FILTER (WHERE ls.state = 'closing')) AS states,
       min(ls.logged_on_at) AS first_logged_on_at,
       CASE WHEN count(*) FILTER (WHERE ls.state = 'active') = 0 THEN max(${IDLE_SINCE}) END AS idle_since,
       min(h.reported_at) AS reported_at
     FROM ${LIVE_FROM} WHERE ${whereSql(query, parameters, now)}
     GROUP BY ${key} ORDER BY sessions DESC, name LIMIT ${parameters.add(limit)}`,
    parameters.values,
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    about: row.about,
    group: row.group,
    sessions: row.sessions,
    others: row.others,
    otherNames: row.other_names,
    states: row.states,
    firstLoggedOnAt: row.first_logged_on_at.getTime(),
    idleSince: row.idle_since?.getTime() ?? null,
    reportedAt: row.reported_at?.getTime() ?? null,
  }));
}
