import type { Segment } from "@/lib/domain/ending";
import type { Database } from "./database";

/** Live or recorded, with what a policy's scope and exceptions ask of it. */
export interface PolicySessionRow {
  readonly id: string;
  readonly person: string;
  readonly associateId: number | null;
  readonly who: string;
  readonly group: string;
  readonly hostId: number;
  readonly hostName: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly segments: readonly Segment[];
}

const EPOCH = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** What is on now, on hosts that report: whatever else is told of the others may be over. Protected people are left alone. */
export async function listLivePolicySessions(
  { pool }: Database,
  reportedSince: Date,
): Promise<PolicySessionRow[]> {
  const { rows } = await pool.query<Omit<PolicySessionRow, "segments"> & { state: string; since: number }>(
    `SELECT l.id::text AS id, COALESCE('a' || a.id, 'c' || c.id) AS person, a.id AS "associateId",
       COALESCE(a.name, c.name) AS who, COALESCE(a."group", '') AS "group", h.id AS "hostId", h.name AS "hostName",
       ${EPOCH("l.logged_on_at")} AS "startedAt", NULL AS "endedAt", l.state,
       ${EPOCH("COALESCE(l.state_since, l.changed_at)")} AS since
     FROM live_session l
     JOIN host h ON h.id = l.host_id AND h.boot_key = l.boot_key
     JOIN account c ON c.id = l.account_id
     LEFT JOIN associate a ON a.id = COALESCE(l.associate_id, c.associate_id)
     WHERE h.reported_at > $1::timestamptz AND l.state <> 'closing' AND NOT COALESCE(a.is_protected, false)
     ORDER BY l.id`,
    [reportedSince],
  );
  return rows.map(({ state, since, ...row }) => ({ ...row, segments: segmentsOf(state, since) }));
}

function segmentsOf(state: string, from: number): Segment[] {
  return state === "idle" || state === "locked" || state === "disconnected"
    ? [{ kind: state, from, until: null }]
    : [];
}

/** What was on at some time inside [from, until), by the record, as far as its ends are known. */
export async function listRecordedPolicySessions(
  { pool }: Database,
  from: Date,
  until: Date,
  most: number,
): Promise<PolicySessionRow[]> {
  const { rows } = await pool.query<PolicySessionRow>(
    `SELECT s.id::text AS id, COALESCE('a' || a.id, 'c' || c.id) AS person, a.id AS "associateId",
       COALESCE(a.name, c.name) AS who, COALESCE(a."group", '') AS "group", h.id AS "hostId", h.name AS "hostName",
       ${EPOCH("s.begun_at")} AS "startedAt",
       CASE WHEN s.end_kind <> 'open' THEN ${EPOCH("COALESCE(s.end_at, s.end_not_before)")} END AS "endedAt", s.segments
     FROM session s
     JOIN host h ON h.id = s.host_id
     JOIN account c ON c.id = s.account_id
     LEFT JOIN associate a ON a.id = COALESCE(s.associate_id, c.associate_id)
     WHERE s.presence && box(point(0, date_part('epoch', $1::timestamptz)), point(2147483648, date_part('epoch', $2::timestamptz)))
       AND NOT COALESCE(a.is_protected, false)
     ORDER BY s.begun_at DESC, s.id DESC LIMIT $3`,
    [from, until, most],
  );
  return rows;
}
