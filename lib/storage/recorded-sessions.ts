import { type Actor, actorName } from "@/lib/domain/actor";
import { LOG_BY_NUMBER, LOGS, type LogName } from "@/lib/domain/audit-event";
import type { Ending, RecordRef, Segment, SegmentKind } from "@/lib/domain/ending";
import type { EndingOrder, RecordedSession } from "@/lib/domain/recorded-session";
import { TARGET_STATES, type TargetState } from "@/lib/domain/target-state";

/** Everything a history screen draws of a session, for `FROM session s` and the joins below it. */
export const RECORDED_SESSION_SQL = `
  SELECT s.id::text AS id, s.host_id AS "hostId", h.name AS "hostName", c.domain, c.name AS "accountName",
         s.associate_id AS "associateId", a.name AS "associateName", s.boot_id AS "bootId",
         s.logon_id AS "logonId", s.session_id AS "sessionId", s.logon_type AS "logonType", s.address,
         s.started_at AS "startedAt", s.started_before AS "startedBefore", b.started_at AS "bootStartedAt",
         s.start_record::text AS "startRecord", s.end_kind AS "endKind", s.end_at AS "endAt",
         s.end_not_before AS "endNotBefore", s.end_not_after AS "endNotAfter",
         s.end_confidence AS "endConfidence", s.end_because AS "endBecause", s.end_records AS "endRecords",
         s.segments, s.clock_step_seconds AS "clockStepSeconds",
         t.order_id AS "orderId", t.state AS "targetState", t.evidence,
         (SELECT CASE o.requested_through WHEN 'policy' THEN '{"kind":"system","name":"a policy"}' ELSE o.requested_by END
          FROM logoff_order o WHERE o.id = t.order_id) AS "orderBy",
         CASE WHEN s.end_kind = 'open' THEN (
           SELECT h.reported_at FROM live_session l
           WHERE l.host_id = s.host_id AND l.boot_key = b.key AND l.account_id = s.account_id
             AND (l.session_id = s.session_id OR l.logon_id IN (s.logon_id, s.linked_logon_id))
           LIMIT 1) END AS "liveAsOf"
  FROM session s
  JOIN host h ON h.id = s.host_id
  JOIN account c ON c.id = s.account_id
  JOIN boot b ON b.id = s.boot_id
  LEFT JOIN associate a ON a.id = s.associate_id
  LEFT JOIN logoff_target t ON t.id = s.ended_by_target_id`;

/** The latest instant at which the session can have been there. */
export const LATEST_SQL = `(CASE WHEN s.end_kind = 'open' THEN 'infinity' ELSE COALESCE(GREATEST(s.end_not_after, s.end_at), 'infinity') END)`;
/** The last instant at which a session that is not open was certainly there. */
export const CERTAIN_END_SQL = `(CASE WHEN s.end_confidence = 'low' THEN COALESCE(s.end_not_before, s.end_at) ELSE COALESCE(s.end_at, s.end_not_before) END)`;
/** A start that was not seen is drawn for one day back at most: a window further back does not hold it. */
export const DRAWN_FROM_SQL = `COALESCE(s.started_at, GREATEST(LEAST(b.started_at, s.started_before), s.started_before - interval '1 day'))`;
/** Newest first on every list. */
export const STARTED_SQL = "s.begun_at";

/** By the index of host and time. `hosts` and instants are placeholders; without a host it is all of them. */
export function presenceSql(host: string | null, from: string, until: string): string {
  const [first, last] = host === null ? ["0", "2147483648"] : [host, `${host} + 0.5`];
  const epoch = (instant: string) => `date_part('epoch', ${instant}::timestamptz)`;
  return `s.presence && box(point(${first}, ${epoch(from)}), point(${last}, ${epoch(until)}))`;
}

export interface RecordedSessionRow {
  readonly id: string;
  readonly hostId: number;
  readonly hostName: string;
  readonly domain: string;
  readonly accountName: string;
  readonly associateId: number | null;
  readonly associateName: string | null;
  readonly bootId: number;
  readonly logonId: string;
  readonly sessionId: string | null;
  readonly logonType: number | null;
  readonly address: string | null;
  readonly startedAt: Date | null;
  readonly startedBefore: Date | null;
  readonly bootStartedAt: Date;
  readonly startRecord: string | null;
  readonly endKind: string;
  readonly endAt: Date | null;
  readonly endNotBefore: Date | null;
  readonly endNotAfter: Date | null;
  readonly endConfidence: string;
  readonly endBecause: string;
  readonly endRecords: unknown;
  readonly segments: unknown;
  readonly clockStepSeconds: number;
  readonly orderId: number | null;
  readonly targetState: string | null;
  readonly orderBy?: unknown;
  readonly evidence: unknown;
  readonly liveAsOf: Date | null;
}

export function toRecordedSession(row: RecordedSessionRow): RecordedSession {
  const startedAt = instant(row.startedAt);
  const startedBefore = startedAt === null ? instant(row.startedBefore) : null;
  const bootAt = row.bootStartedAt.getTime();
  return {
    id: row.id,
    hostId: row.hostId,
    hostName: row.hostName,
    accountName: row.domain ? `${row.domain}\\${row.accountName}` : row.accountName,
    associateId: row.associateId,
    associateName: row.associateName,
    bootId: row.bootId,
    logonId: row.logonId,
    sessionId: row.sessionId,
    logonType: row.logonType,
    address: row.address,
    startedAt,
    startedBefore,
    startNotBefore: startedBefore !== null && bootAt < startedBefore ? bootAt : null,
    startRecord: row.startRecord === null ? null : Number(row.startRecord),
    ending: toEnding(row),
    segments: toSegments(row.segments),
    clockStepSeconds: row.clockStepSeconds,
    liveAsOf: instant(row.liveAsOf),
    order: toOrder(row),
  };
}

function toEnding(row: RecordedSessionRow): Ending {
  const at = instant(row.endAt);
  const start = instant(row.startedAt) ?? instant(row.startedBefore) ?? row.bootStartedAt.getTime();
  const notBefore = instant(row.endNotBefore) ?? at ?? start;
  const notAfter = instant(row.endNotAfter) ?? at ?? notBefore;
  const rest = { notBefore, notAfter, because: row.endBecause, records: toRecords(row.endRecords) };
  const known = at ?? notAfter;
  switch (row.endKind) {
    case "logged_off":
    case "destroyed":
    case "notified":
      return { ...rest, kind: row.endKind, at: known, confidence: "exact" };
    case "shut_down":
    case "suspended":
      return {
        ...rest,
        kind: row.endKind,
        at: known,
        confidence: row.endConfidence === "low" ? "low" : "high",
      };
    case "open":
      return { ...rest, kind: "open", asOf: notBefore, at: null, notAfter: null, confidence: "open" };
    default:
      return {
        ...rest,
        kind: row.endKind === "crashed" ? "crashed" : "lost",
        at,
        confidence: row.endConfidence === "interval" ? "interval" : "low",
      };
  }
}

function toOrder(row: RecordedSessionRow): EndingOrder | null {
  if (row.orderId === null) return null;
  const state =
    TARGET_STATES.find((known) => known === row.targetState) ?? ("unproved" satisfies TargetState);
  return {
    id: row.orderId,
    state,
    by: toName(row.orderBy),
    proof: state === "proved" ? (toRecords([row.evidence])[0] ?? null) : null,
  };
}

function toName(json: unknown): string | null {
  if (typeof json !== "object" || json === null) return null;
  const name: unknown = actorName(json as Actor);
  return typeof name === "string" && name !== "" ? name : null;
}

/** Stored as JSON by whoever paired them: what does not read as a record is left out, never a crash. */
export function toRecords(json: unknown): RecordRef[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((item: unknown) => {
    if (typeof item !== "object" || item === null) return [];
    const { log, recordId, eventId, at } = item as Record<string, unknown>;
    const name = logName(log);
    const when = typeof at === "string" ? Date.parse(at) : Number(at);
    if (!name || !Number.isFinite(Number(recordId)) || !Number.isFinite(when)) return [];
    return [{ log: name, recordId: Number(recordId), eventId: Number(eventId ?? 0) || 0, at: when }];
  });
}

function logName(log: unknown): LogName | undefined {
  if (typeof log === "number") return LOG_BY_NUMBER.get(log);
  return typeof log === "string" && log in LOGS ? (log as LogName) : undefined;
}

const STATES: readonly string[] = ["active", "idle", "locked", "disconnected"] satisfies SegmentKind[];

function toSegments(json: unknown): Segment[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((item: unknown) => {
    if (typeof item !== "object" || item === null) return [];
    const { kind, from, until } = item as Record<string, unknown>;
    if (typeof kind !== "string" || !STATES.includes(kind) || typeof from !== "number") return [];
    return [{ kind: kind as SegmentKind, from, until: typeof until === "number" ? until : null }];
  });
}

function instant(at: Date | null): number | null {
  // An infinite timestamp comes as a number that is no date.
  const ms = at?.valueOf();
  return ms !== undefined && Number.isFinite(ms) ? ms : null;
}
