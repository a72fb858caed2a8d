import { STALE_AFTER_MS } from "@/lib/domain/live-session";
import type { Database } from "./database";
import { likeText, type NameCursor } from "./list-associates";
import { listHostGroups } from "./list-host-groups";

export const HOST_STATES = [
  "reporting",
  "stale",
  "skewed",
  "spooling",
  "logoff-off",
  "no-agent",
  "revoked",
] as const;
/** The questions that the list is asked; each is a counter and a filter. */
export type HostState = (typeof HOST_STATES)[number];

/** A clock further off than this widens what can be said about an ending. */
export const SKEW_LIMIT_MS = 2_000;

export interface HostFilter {
  readonly text: string;
  readonly group: string | null;
  readonly platform: "windows" | "linux" | null;
  readonly state: HostState | null;
}

export interface HostRow {
  readonly id: number;
  readonly name: string;
  readonly platform: string;
  readonly os: string;
  readonly group: string;
  readonly isSimulated: boolean;
  readonly reportedAt: Date | null;
  readonly clockSkewMs: number;
  readonly auditPolicy: unknown;
  readonly agentVersion: string | null;
  readonly publicKey: string | null;
  readonly enrolledAt: Date | null;
  readonly revokedAt: Date | null;
  readonly health: unknown;
  readonly liveSessions: number;
  readonly boots: number;
}

export type HostCounts = Readonly<Record<"all" | HostState, number>>;

export interface HostPage {
  readonly rows: readonly HostRow[];
  readonly hasMore: boolean;
  readonly total: number;
  readonly counts: HostCounts;
  readonly groups: readonly string[];
}

/** The agent that speaks for the host: the one in force, else the last one revoked. */
export const CURRENT_AGENT_SQL = `LEFT JOIN LATERAL (
  SELECT g.id, g.version, g.public_key, g.enrolled_at, g.last_seen_at, g.revoked_at, g.revoked_why, g.health,
    g.alarm, g.alarm_at FROM agent g
  WHERE g.host_id = h.id ORDER BY (g.revoked_at IS NULL) DESC, g.enrolled_at DESC, g.id DESC LIMIT 1) g ON true`;

/** Agents have spelt it both ways. */
const SPOOLED = `COALESCE((g.health->>'spooledEvents')::numeric, (g.health->>'spoolEvents')::numeric, 0)`;

/** `$1` is now. */
const STATE_SQL: Record<HostState, string> = {
  reporting: `(g.id IS NOT NULL AND g.revoked_at IS NULL AND h.reported_at >= $1::timestamptz - interval '${STALE_AFTER_MS} milliseconds')`,
  stale: `(g.id IS NOT NULL AND g.revoked_at IS NULL AND (h.reported_at IS NULL OR h.reported_at < $1::timestamptz - interval '${STALE_AFTER_MS} milliseconds'))`,
  skewed: `(abs(h.clock_skew_ms) > ${SKEW_LIMIT_MS})`,
  spooling: `(${SPOOLED} > 0)`,
  "logoff-off": `(jsonb_typeof(h.audit_policy->'subcategories') = 'array' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(h.audit_policy->'subcategories') p
    WHERE lower(p->>'name') = 'logoff' AND p->>'setting' IN ('none', 'failure')))`,
  "no-agent": `(g.id IS NULL)`,
  revoked: `(g.revoked_at IS NOT NULL)`,
};

/** Three queries, whatever the size: the page, the counters, the groups to choose from. */
export async function listHosts(
  db: Database,
  filter: HostFilter,
  now: Date,
  after: NameCursor | null,
  limit: number,
  before: NameCursor | null = null,
): Promise<HostPage> {
  const from = before ?? after;
  const where = `($2 = '' OR h.name ILIKE $3 OR h.os ILIKE $3 OR h.id::text = $2 OR h.machine_id = $2)
    AND ($4::text IS NULL OR h."group" = $4) AND ($5::text IS NULL OR h.platform = $5)`;
  const facts = [now, filter.text, `%${likeText(filter.text)}%`, filter.group, filter.platform];
  const state = filter.state ? STATE_SQL[filter.state] : "true";
  const [page, counts, groups] = await Promise.all([
    db.pool.query<HostRow>(
      `WITH page AS (
         SELECT h.id, h.name, h.platform, h.os, h."group", h.is_simulated, h.reported_at, h.clock_skew_ms,
                h.audit_policy, g.version, g.public_key, g.enrolled_at, g.revoked_at, g.health
         FROM host h ${CURRENT_AGENT_SQL}
         WHERE $1::timestamptz IS NOT NULL AND ${where} AND ${state}
           AND ($6::text IS NULL OR (h.name, h.id) ${before ? "<" : ">"} ($6, $7::int))
         ORDER BY ${before ? "h.name DESC, h.id DESC" : "h.name, h.id"} LIMIT $8)
       SELECT p.id, p.name, p.platform, p.os, p."group", p.is_simulated AS "isSimulated",
              p.reported_at AS "reportedAt", p.clock_skew_ms AS "clockSkewMs", p.audit_policy AS "auditPolicy",
              p.version AS "agentVersion", p.public_key AS "publicKey", p.enrolled_at AS "enrolledAt",
              p.revoked_at AS "revokedAt", p.health,
              (SELECT count(*)::int FROM live_session l WHERE l.host_id = p.id) AS "liveSessions",
              (SELECT count(*)::int FROM boot b WHERE b.host_id = p.id) AS boots
       FROM page p ORDER BY p.name, p.id`,
      [...facts, from?.name ?? null, from?.id ?? null, limit + 1],
    ),
    db.pool.query<HostCounts & { total: number }>(
      `SELECT count(*)::int AS "all", (count(*) FILTER (WHERE ${state} AND ${where}))::int AS total,
              ${HOST_STATES.map((name) => `(count(*) FILTER (WHERE ${STATE_SQL[name]}))::int AS "${name}"`).join(", ")}
       FROM host h ${CURRENT_AGENT_SQL}`,
      facts,
    ),
    listHostGroups(db),
  ]);
  const zero = {
    all: 0,
    reporting: 0,
    stale: 0,
    skewed: 0,
    spooling: 0,
    "logoff-off": 0,
    "no-agent": 0,
    revoked: 0,
  };
  const { total, ...counted } = counts.rows[0] ?? { ...zero, total: 0 };
  return {
    // Ordered by name either way: read back, the row too many is the first.
    rows: page.rows.slice(before && page.rows.length > limit ? 1 : 0).slice(0, limit),
    hasMore: page.rows.length > limit,
    total,
    counts: counted,
    groups,
  };
}
