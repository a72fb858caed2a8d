import type { LiveState, SessionKind } from "@/lib/domain/live-session";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import type { Database } from "./database";
import {
  DRAWN_FROM_SQL,
  LATEST_SQL,
  presenceSql,
  RECORDED_SESSION_SQL,
  type RecordedSessionRow,
  STARTED_SQL,
  toRecordedSession,
} from "./recorded-sessions";

export interface AssociateHead {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly group: string;
  readonly isProtected: boolean;
  readonly retiredAt: Date | null;
  readonly accounts: readonly { key: string; domain: string; name: string }[];
  /** Nothing at all was recorded before this; null where nothing ever was. */
  readonly recordedSince: Date | null;
}

export async function findAssociateHead(db: Database, id: number): Promise<AssociateHead | null> {
  const { rows } = await db.pool.query<AssociateHead>({
    name: "associate-head",
    text: `SELECT a.id, a.name, a.full_name AS "fullName", a."group", a.is_protected AS "isProtected",
            a.retired_at AS "retiredAt",
            COALESCE((SELECT json_agg(json_build_object('key', c.key, 'domain', c.domain, 'name', c.name) ORDER BY c.id)
                      FROM account c WHERE c.associate_id = a.id), '[]') AS accounts,
            (SELECT min(started_at) FROM boot) AS "recordedSince"
     FROM associate a WHERE a.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

export interface LiveRow {
  readonly id: string;
  readonly hostId: number;
  readonly hostName: string;
  readonly associateId: number | null;
  readonly associateName: string | null;
  readonly accountName: string;
  readonly state: LiveState;
  readonly kind: SessionKind;
  readonly clientName: string;
  readonly clientAddress: string;
  readonly loggedOnAt: Date;
  readonly stateSince: Date | null;
  readonly reportedAt: Date | null;
  readonly operatorId: number | null;
  readonly isProtected: boolean;
}

/** What the hosts list now, of one person or on one host. */
export async function listLiveOf(
  db: Database,
  of: { readonly associateId: number } | { readonly hostId: number },
  limit: number,
): Promise<LiveRow[]> {
  const [column, id] = "hostId" in of ? ["host_id", of.hostId] : ["associate_id", of.associateId];
  const { rows } = await db.pool.query<LiveRow>({
    name: `live-by-${column}`,
    text: `SELECT l.id::text AS id, l.host_id AS "hostId", h.name AS "hostName", l.associate_id AS "associateId",
            a.name AS "associateName", c.name AS "accountName", l.state, l.kind, l.client_name AS "clientName",
            l.client_address AS "clientAddress", l.logged_on_at AS "loggedOnAt", l.state_since AS "stateSince",
            h.reported_at AS "reportedAt", c.operator_id AS "operatorId",
            COALESCE(a.is_protected, false) AS "isProtected"
     FROM live_session l
     JOIN host h ON h.id = l.host_id
     JOIN account c ON c.id = l.account_id
     LEFT JOIN associate a ON a.id = l.associate_id
     WHERE l.${column} = $1
     ORDER BY l.logged_on_at DESC, l.id DESC LIMIT $2`,
    values: [id, limit],
  });
  return rows;
}

export interface SessionWindow {
  readonly from: Date;
  readonly until: Date;
}

export interface SessionsInWindow {
  readonly sessions: readonly RecordedSession[];
  /** There are more than were asked for. */
  readonly isCut: boolean;
}

/** Every session that has something to show inside the window, newest first. */
export async function listSessionsInWindow(
  db: Database,
  of: Owner,
  window: SessionWindow,
  limit: number,
): Promise<SessionsInWindow> {
  const { rows } = await db.pool.query<RecordedSessionRow>({
    // Named, so that a connection plans it once: planning it takes longer than reading thirty days of a person.
    name: "hostId" in of ? "sessions-of-host-in-window" : "sessions-of-associate-in-window",
    text: `${RECORDED_SESSION_SQL}
     WHERE ${inWindowSql(of)}
     ORDER BY ${STARTED_SQL} DESC, s.id DESC LIMIT $4`,
    values: [ownerId(of), window.from, window.until, limit + 1],
  });
  return { sessions: rows.slice(0, limit).map(toRecordedSession), isCut: rows.length > limit };
}

type Owner = { readonly associateId: number } | { readonly hostId: number };

function ownerId(of: Owner): number {
  return "hostId" in of ? of.hostId : of.associateId;
}

/** `$1` is the owner, `$2` and `$3` the window. What an index can bound comes first, what is true after it. */
function inWindowSql(of: Owner): string {
  const indexed =
    "hostId" in of
      ? `s.host_id = $1::int AND ${presenceSql("$1::int", "$2", "$3")}`
      : "s.associate_id = $1 AND s.begun_at < $3::timestamptz + interval '1 day'";
  return `${indexed} AND ${DRAWN_FROM_SQL} < $3 AND ${LATEST_SQL} > $2`;
}

export interface SessionCursor {
  readonly startedAt: number;
  readonly id: string;
}

/** The same sessions as `listSessionsInWindow`, a page at a time: down from `after`, or up to `before`. */
export async function pageSessionsInWindow(
  db: Database,
  of: Owner,
  window: SessionWindow,
  after: SessionCursor | null,
  limit: number,
  before: SessionCursor | null = null,
): Promise<SessionsInWindow> {
  // A cursor knows milliseconds, the column microseconds: both sides are cut to the same grain.
  const started = `date_trunc('milliseconds', ${STARTED_SQL})`;
  const cursor = before ?? after;
  const [side, order] = before ? [">", "ASC"] : ["<", "DESC"];
  const { rows } = await db.pool.query<RecordedSessionRow>(
    `${RECORDED_SESSION_SQL}
     WHERE ${inWindowSql(of)}
       AND ($4::timestamptz IS NULL OR (${started}, s.id) ${side} ($4, $5::bigint))
     ORDER BY ${started} ${order}, s.id ${order} LIMIT $6`,
    [
      ownerId(of),
      window.from,
      window.until,
      cursor ? new Date(cursor.startedAt) : null,
      cursor?.id ?? null,
      limit + 1,
    ],
  );
  const page = rows.slice(0, limit).map(toRecordedSession);
  return { sessions: before ? page.reverse() : page, isCut: rows.length > limit };
}
