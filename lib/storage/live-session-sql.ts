import type { LiveRow } from "@/lib/domain/live-row";
import { type LiveState, type SessionKind, STALE_AFTER_MS } from "@/lib/domain/live-session";
import { isAlternative, type QueryTerm, type SessionQuery } from "@/lib/domain/session-query";
import { SETTLED, TARGET_STATES } from "@/lib/domain/target-state";

/** The values of a statement under construction: `add` returns the placeholder. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

const JOINS = {
  h: "JOIN host h ON h.id = ls.host_id",
  ac: "JOIN account ac ON ac.id = ls.account_id",
  a: "LEFT JOIN associate a ON a.id = ls.associate_id",
} as const;

export const LIVE_FROM = ["live_session ls", ...Object.values(JOINS)].join("\n  ");

/** Of those tables the ones that the expressions name: over 50,000 rows each join costs as much as the counting. */
export function liveFrom(...expressions: readonly string[]): string {
  const isNamed = ([alias]: [string, string]) =>
    expressions.some((sql) => new RegExp(`\\b${alias}\\.`).test(sql));
  const joins = Object.entries(JOINS).filter(isNamed);
  return ["live_session ls", ...joins.map(([, join]) => join)].join("\n  ");
}

export const ASSOCIATE_NAME = "coalesce(a.name, ac.name)";
const accountName = (account: string) =>
  `CASE WHEN ${account}.domain = '' THEN ${account}.name ELSE ${account}.domain || '\\' || ${account}.name END`;
export const IDLE_SINCE = `CASE WHEN ls.state <> 'active' THEN ls.state_since END`;
const UNSETTLED = TARGET_STATES.filter((state) => !SETTLED.includes(state))
  .map((state) => `'${state}'`)
  .join(", ");

export const LIVE_COLUMNS = `ls.id::text AS id, ls.state, ls.associate_id, ${ASSOCIATE_NAME} AS associate_name,
  coalesce(a.full_name, '') AS full_name, ${accountName("ac")} AS account_name, h.id AS host_id, h.name AS host_name,
  h.platform, ls.kind, ls.line, ls.logged_on_at, ls.state_since, ls.client_name, ls.client_address, h.reported_at,
  coalesce(a."group", '') AS associate_group, h."group" AS host_group, coalesce(a.is_protected, false) AS is_protected,
  ac.operator_id,
  (SELECT t.order_id FROM logoff_target t
    WHERE t.host_id = ls.host_id AND t.boot_key = ls.boot_key AND t.session_id = ls.session_id
      AND t.logged_on_at = ls.logged_on_at AND t.state IN (${UNSETTLED})
    ORDER BY t.id DESC LIMIT 1) AS order_id`;

export interface LiveRecord {
  id: string;
  state: LiveState;
  associate_id: number | null;
  associate_name: string;
  full_name: string;
  account_name: string;
  host_id: number;
  host_name: string;
  platform: string;
  kind: SessionKind;
  line: string;
  logged_on_at: Date;
  state_since: Date | null;
  client_name: string;
  client_address: string;
  reported_at: Date | null;
  associate_group: string;
  host_group: string;
  is_protected: boolean;
  operator_id: number | null;
  order_id: number | null;
}

export function liveRowOf(found: LiveRecord): LiveRow {
  return {
    id: found.id,
    state: found.state,
    associateId: found.associate_id,
    associateName: found.associate_name,
    fullName: found.full_name,
    accountName: found.account_name,
    hostId: found.host_id,
    hostName: found.host_name,
    platform: found.platform,
    kind: found.kind,
    line: found.line,
    loggedOnAt: found.logged_on_at.getTime(),
    stateSince: found.state_since?.getTime() ?? null,
    clientName: found.client_name,
    clientAddress: found.client_address,
    reportedAt: found.reported_at?.getTime() ?? null,
    associateGroup: found.associate_group,
    hostGroup: found.host_group,
    isProtected: found.is_protected,
    operatorId: found.operator_id,
    orderId: found.order_id,
  };
}

export function staleSql(parameters: Parameters, now: Date): string {
  const limit = parameters.add(new Date(now.getTime() - STALE_AFTER_MS));
  return `(h.reported_at IS NULL OR h.reported_at < ${limit})`;
}

/**
 * The condition of a query: the same answer as `matchesQuery` gives. Names are looked at once for each person, account and
 * host, of which there are fewer than sessions, and a word that nobody bears is not looked for in every session.
 */
export function whereSql(query: SessionQuery, parameters: Parameters, now: Date): string {
  const alternatives = new Map<string, string[]>();
  const conditions: string[] = [];
  for (const term of query.terms) {
    const condition = termSql(term, parameters, now);
    if (condition === null) continue;
    if (isAlternative(term)) {
      alternatives.set(term.kind, [...(alternatives.get(term.kind) ?? []), condition]);
    } else conditions.push(condition);
  }
  for (const either of alternatives.values()) conditions.push(`(${either.join(" OR ")})`);
  return conditions.length > 0 ? conditions.join(" AND ") : "true";
}

function termSql(term: QueryTerm, parameters: Parameters, now: Date): string | null {
  const before = (ms: number) => parameters.add(new Date(now.getTime() - ms));
  switch (term.kind) {
    case "word": {
      const pattern = parameters.add(`%${likeOf(term.word)}%`);
      return `coalesce(
        ls.associate_id IN (SELECT id FROM associate WHERE name ILIKE ${pattern} OR full_name ILIKE ${pattern})
        OR ls.account_id IN (SELECT named.id FROM account named WHERE ${accountName("named")} ILIKE ${pattern})
        OR ls.host_id IN (SELECT id FROM host WHERE name ILIKE ${pattern}), false)`;
    }
    case "state":
      return `ls.state = ANY(${parameters.add(term.states)}::text[])`;
    case "host":
      return `ls.host_id IN (SELECT id FROM host WHERE name ILIKE ANY(${parameters.add(term.globs.map(likeOf))}::text[]))`;
    case "group": {
      const globs = `${parameters.add(term.globs.map(likeOf))}::text[]`;
      return `(CASE WHEN ls.associate_id IS NULL THEN '' ILIKE ANY(${globs})
          ELSE ls.associate_id IN (SELECT id FROM associate WHERE "group" ILIKE ANY(${globs})) END
        OR ls.host_id IN (SELECT id FROM host WHERE "group" ILIKE ANY(${globs})))`;
    }
    case "kind":
      return `ls.kind = ANY(${parameters.add(term.kinds)}::text[])`;
    case "associate":
      return `coalesce(ls.associate_id = ANY(${parameters.add(term.ids)}::int[]), false)`;
    case "idle":
      return `coalesce((${IDLE_SINCE}) ${term.over ? "<" : ">"} ${before(term.ms)}, false)`;
    case "on":
      return `ls.logged_on_at ${term.over ? "<" : ">"} ${before(term.ms)}`;
    case "stale":
      return term.stale ? staleSql(parameters, now) : `NOT ${staleSql(parameters, now)}`;
    case "unknown":
      return null;
  }
}

/** A glob as a LIKE pattern. */
export function likeOf(glob: string): string {
  return glob.replaceAll(/[\\%_]/g, "\\$&").replaceAll("*", "%");
}
