import { LOG_BY_NUMBER, LOGS, type LogName } from "@/lib/domain/audit-event";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import type { Database } from "./database";
import { RECORDED_SESSION_SQL, type RecordedSessionRow, toRecordedSession } from "./recorded-sessions";
import { unpackRaw } from "./unpack-raw";

/** A record as its log gave it. */
export interface EvidenceRecord {
  readonly log: LogName;
  readonly recordId: number;
  readonly eventId: number;
  readonly at: number;
  /** What it says about the session. */
  readonly role: "start" | "end" | "proof";
  /** Field by field; null where the record itself is not kept here. */
  readonly raw: Readonly<Record<string, string>> | null;
}

export interface SessionEvidence {
  readonly session: RecordedSession;
  readonly records: readonly EvidenceRecord[];
}

interface EventRow {
  readonly log: number;
  readonly recordId: string;
  readonly eventId: number;
  readonly at: Date;
  readonly fields: unknown;
  readonly raw: unknown;
}

/** One session with the records that start and end it; null where there is no such session of that owner. */
export async function findSessionEvidence(
  db: Database,
  id: string,
  of: { readonly associateId: number } | { readonly hostId: number },
): Promise<SessionEvidence | null> {
  const [column, owner] = "hostId" in of ? ["host_id", of.hostId] : ["associate_id", of.associateId];
  const found = await db.pool.query<RecordedSessionRow>(
    `${RECORDED_SESSION_SQL} WHERE s.id = $1::bigint AND s.${column} = $2`,
    [id, owner],
  );
  return evidenceOf(db, found.rows[0]);
}

/** The same for whoever may read all of them. */
export async function findSessionById(db: Database, id: string): Promise<SessionEvidence | null> {
  const found = await db.pool.query<RecordedSessionRow>(`${RECORDED_SESSION_SQL} WHERE s.id = $1::bigint`, [
    id,
  ]);
  return evidenceOf(db, found.rows[0]);
}

async function evidenceOf(
  db: Database,
  row: RecordedSessionRow | undefined,
): Promise<SessionEvidence | null> {
  if (!row) return null;
  const session = toRecordedSession(row);
  const wanted = wantedRecords(session);
  const events = await db.pool.query<EventRow>(
    `SELECT e.log, e.record_id::text AS "recordId", e.event_id AS "eventId", e.at, e.fields, raw_of(e.raw, e.raw_block, e.raw_line) AS raw
     FROM audit_event e
     JOIN unnest($2::smallint[], $3::bigint[], $4::timestamptz[]) AS w(log, record_id, at)
       ON e.host_id = $1 AND e.record_id = w.record_id AND (w.log = 0 OR e.log = w.log)
      AND e.at BETWEEN w.at - interval '1 second' AND w.at + interval '1 second'
     ORDER BY e.at, e.log LIMIT 40`,
    [
      session.hostId,
      wanted.map((record) => record.log),
      wanted.map((record) => record.recordId),
      wanted.map((record) => new Date(record.at)),
    ],
  );
  const raw = await unpackRaw(
    db,
    events.rows.map((event) => event.raw),
  );
  const rows = events.rows.map((event, i) => ({ ...event, raw: raw[i] }));
  return { session, records: toEvidence(session, rows) };
}

/** The start names its record by number alone, so any log may answer (0). */
function wantedRecords(session: RecordedSession) {
  const start =
    session.startRecord !== null && session.startedAt !== null
      ? [{ log: 0, recordId: session.startRecord, at: session.startedAt }]
      : [];
  const proof = session.order?.proof ? [session.order.proof] : [];
  return [
    ...start,
    ...[...session.ending.records, ...proof].map((record) => ({
      log: LOGS[record.log] as number,
      recordId: record.recordId,
      at: record.at,
    })),
  ];
}

function toEvidence(session: RecordedSession, rows: readonly EventRow[]): EvidenceRecord[] {
  const proof = session.order?.proof;
  const kept = new Map(rows.map((row) => [`${LOG_BY_NUMBER.get(row.log)}/${row.recordId}`, row]));
  const startRow = rows.find(
    (row) =>
      Number(row.recordId) === session.startRecord &&
      Math.abs(row.at.getTime() - (session.startedAt ?? 0)) <= 1_000,
  );
  const start: EvidenceRecord[] = startRow
    ? [
        {
          log: LOG_BY_NUMBER.get(startRow.log) ?? "Security",
          recordId: Number(startRow.recordId),
          eventId: startRow.eventId,
          at: startRow.at.getTime(),
          role: "start",
          raw: rawOf(startRow),
        },
      ]
    : [];
  const isProof = (log: LogName, recordId: number) => proof?.log === log && proof.recordId === recordId;
  const named = session.ending.records.some((record) => isProof(record.log, record.recordId))
    ? session.ending.records
    : [...session.ending.records, ...(proof ? [proof] : [])];
  return [
    ...start,
    ...named.map((record): EvidenceRecord => {
      const row = kept.get(`${record.log}/${record.recordId}`);
      return {
        ...record,
        eventId: row?.eventId ?? record.eventId,
        role: isProof(record.log, record.recordId) ? "proof" : "end",
        raw: row ? rawOf(row) : null,
      };
    }),
  ];
}

function rawOf(row: EventRow): Record<string, string> | null {
  const source = isObject(row.raw) ? row.raw : isObject(row.fields) ? row.fields : null;
  if (!source) return null;
  return Object.fromEntries(
    Object.entries(source)
      .filter(([, value]) => value !== null && value !== "")
      .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
