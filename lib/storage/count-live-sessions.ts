import { LIVE_STATES, type LiveState } from "@/lib/domain/live-session";
import { type SessionQuery, withChip, withoutTerm } from "@/lib/domain/session-query";
import type { Database } from "./database";
import { liveFrom, Parameters, staleSql, whereSql } from "./live-session-sql";

export interface LiveCounts {
  /** Live sessions, associates and hosts in view. */
  readonly sessions: number;
  readonly associates: number;
  readonly hosts: number;
  readonly fleetSessions: number;
  readonly staleHosts: number;
  readonly enrolledHosts: number;
  /** In view: what the other chips leave, whichever state is chosen. */
  readonly byState: Readonly<Record<LiveState, { readonly fleet: number; readonly inView: number }>>;
}

/** All counters of the page: the fleet and the hosts once, and of the rows in view no more than the query asks for. */
export async function countLiveSessions(db: Database, query: SessionQuery, now: Date): Promise<LiveCounts> {
  const parameters = new Parameters();
  const anyState = whereSql(withChip(query, "state", null), parameters, now);
  const states = { terms: query.terms.filter((term) => term.kind === "state"), cut: null };
  const inState = whereSql(states, parameters, now);
  const { rows } = await db.pool.query<Record<string, number>>(
    `SELECT * FROM (SELECT count(*)::int AS fleet_sessions, ${perState("fleet")} FROM live_session) fleet,
       (SELECT count(*) FILTER (WHERE in_state)::int AS sessions,
          count(DISTINCT who) FILTER (WHERE in_state)::int AS associates,
          count(DISTINCT host_id) FILTER (WHERE in_state)::int AS hosts, ${perState("view")}
        FROM (SELECT ls.state, ls.host_id, coalesce(ls.associate_id, -ls.account_id) AS who, (${inState}) AS in_state
              FROM ${liveFrom(anyState)} WHERE ${anyState}) facts) in_view,
       (SELECT count(*)::int AS enrolled_hosts, count(*) FILTER (WHERE ${staleSql(parameters, now)})::int AS stale_hosts
        FROM host h WHERE ${ENROLLED}) enrolled`,
    parameters.values,
  );
  const found = rows[0] ?? {};
  const number = (name: string) => found[name] ?? 0;
  return {
    sessions: number("sessions"),
    associates: number("associates"),
    hosts: number("hosts"),
    fleetSessions: number("fleet_sessions"),
    staleHosts: number("stale_hosts"),
    enrolledHosts: number("enrolled_hosts"),
    byState: Object.fromEntries(
      LIVE_STATES.map((state) => [
        state,
        { fleet: number(`fleet_${state}`), inView: number(`view_${state}`) },
      ]),
    ) as LiveCounts["byState"],
  };
}

function perState(prefix: "fleet" | "view"): string {
  return LIVE_STATES.map(
    (state) => `count(*) FILTER (WHERE state = '${state}')::int AS ${prefix}_${state}`,
  ).join(", ");
}

/** A host that is expected to report: one of its agents is not revoked. */
const ENROLLED = "EXISTS (SELECT FROM agent g WHERE g.host_id = h.id AND g.revoked_at IS NULL)";

/** How many rows would be in view without each of the terms, in their order. */
export async function countWithoutEachTerm(
  db: Database,
  query: SessionQuery,
  now: Date,
): Promise<readonly number[]> {
  const parameters = new Parameters();
  const counts = query.terms.map(
    (_, i) => `count(*) FILTER (WHERE ${whereSql(withoutTerm(query, i), parameters, now)})::int`,
  );
  if (counts.length === 0) return [];
  const { rows } = await db.pool.query<{ counts: number[] }>(
    `SELECT ARRAY[${counts.join(", ")}] AS counts FROM ${liveFrom(...counts)}`,
    parameters.values,
  );
  return rows[0]?.counts ?? [];
}

export interface FleetFreshness {
  readonly hosts: readonly (readonly [number, number])[];
  readonly freshHosts: number;
  readonly allHosts: number;
}

/** Who reported since, and how many of the enrolled hosts are fresh. */
export async function readFleetFreshness(db: Database, since: Date, now: Date): Promise<FleetFreshness> {
  const parameters = new Parameters();
  const stale = staleSql(parameters, now);
  const from = parameters.add(since);
  const { rows } = await db.pool.query<{ hosts: [number, number][] | null; fresh: number; total: number }>(
    `SELECT jsonb_agg(jsonb_build_array(h.id, (extract(epoch FROM h.reported_at) * 1000)::bigint))
         FILTER (WHERE h.reported_at >= ${from}) AS hosts,
       count(*) FILTER (WHERE NOT ${stale} AND ${ENROLLED})::int AS fresh,
       count(*) FILTER (WHERE ${ENROLLED})::int AS total
     FROM host h`,
    parameters.values,
  );
  const found = rows[0];
  return { hosts: found?.hosts ?? [], freshHosts: found?.fresh ?? 0, allHosts: found?.total ?? 0 };
}
