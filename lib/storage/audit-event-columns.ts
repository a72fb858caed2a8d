import { type AuditEvent, LOG_BY_NUMBER, LOGS } from "@/lib/domain/audit-event";

/** An event with its place: whose boot it belongs to, and who it is about. */
export interface AuditEventRow {
  readonly hostId: number;
  readonly event: AuditEvent;
  readonly bootId: number;
  readonly accountId: number | null;
  readonly raw: Readonly<Record<string, string>> | null;
}

/** What has no column of its own; absent where the event does not say. */
type OtherFields = Partial<
  Pick<
    AuditEvent,
    | "boot"
    | "sid"
    | "userName"
    | "domainName"
    | "elevated"
    | "logonProcessName"
    | "processName"
    | "workstation"
    | "previousAt"
    | "newAt"
    | "reason"
  >
>;

const OTHER_FIELDS = [
  "boot",
  "sid",
  "userName",
  "domainName",
  "elevated",
  "logonProcessName",
  "processName",
  "workstation",
  "previousAt",
  "newAt",
  "reason",
] as const satisfies readonly (keyof OtherFields)[];

export function otherFieldsOf(event: AuditEvent): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of OTHER_FIELDS) if (event[name] !== null) fields[name] = event[name];
  return fields;
}

/** More of one account are not remembered: a hostile log must not make them many. */
const MOST_TEXTS = 16;

/** As `otherFieldsOf`, as JSON: the same people log on again and again, so the same texts are not written anew. */
export class OtherFieldTexts {
  readonly #known = new Map<string, { readonly event: AuditEvent; readonly text: string }[]>();

  of(event: AuditEvent): string {
    const who = event.sid ?? "";
    const known = this.#known.get(who) ?? [];
    for (const { event: before, text } of known) if (isAlike(event, before)) return text;
    const text = JSON.stringify(otherFieldsOf(event));
    if (known.length < MOST_TEXTS) known.push({ event, text });
    if (known.length === 1) this.#known.set(who, known);
    return text;
  }
}

/** In all of `OTHER_FIELDS`; written out, because every event comes by here. */
function isAlike(a: AuditEvent, b: AuditEvent): boolean {
  return (
    a.boot === b.boot &&
    a.sid === b.sid &&
    a.userName === b.userName &&
    a.domainName === b.domainName &&
    a.elevated === b.elevated &&
    a.logonProcessName === b.logonProcessName &&
    a.processName === b.processName &&
    a.workstation === b.workstation &&
    a.previousAt === b.previousAt &&
    a.newAt === b.newAt &&
    a.reason === b.reason
  );
}

/** Whole microseconds, as the database keeps them: reckoned in one place, so that every door dates a record alike. */
export function toMicros(at: number): number {
  return Math.round(at * 1000);
}

/** The columns that make an event again. */
export const EVENT_COLUMNS = `log, record_id, extract(epoch FROM at)::float8 * 1000 AS at, event_id, logon_type, logon_id,
  linked_logon_id, session_id, address, fields`;

export interface StoredEvent {
  readonly log: number;
  readonly record_id: bigint | string;
  readonly at: number;
  readonly event_id: number;
  readonly logon_type: number | null;
  readonly logon_id: string | null;
  readonly linked_logon_id: string | null;
  readonly session_id: string | null;
  readonly address: string | null;
  readonly fields: OtherFields;
}

export function fromStored(row: StoredEvent): AuditEvent {
  const log = LOG_BY_NUMBER.get(row.log);
  if (!log) throw new Error(`audit_event names log ${row.log}, which is none`);
  const { fields } = row;
  return {
    log,
    recordId: Number(row.record_id),
    at: Math.round(row.at * 1000) / 1000,
    eventId: row.event_id,
    boot: fields.boot ?? null,
    sid: fields.sid ?? null,
    userName: fields.userName ?? null,
    domainName: fields.domainName ?? null,
    logonId: row.logon_id,
    linkedLogonId: row.linked_logon_id,
    logonType: row.logon_type,
    elevated: fields.elevated ?? null,
    logonProcessName: fields.logonProcessName ?? null,
    processName: fields.processName ?? null,
    sessionId: row.session_id,
    address: row.address,
    workstation: fields.workstation ?? null,
    previousAt: fields.previousAt ?? null,
    newAt: fields.newAt ?? null,
    reason: fields.reason ?? null,
  };
}

/** For `json_to_recordset`. */
export function toJsonRow({ hostId, event, bootId, accountId, raw }: AuditEventRow): Record<string, unknown> {
  return {
    host_id: hostId,
    log: LOGS[event.log],
    record_id: event.recordId,
    at: toMicros(event.at),
    event_id: event.eventId,
    logon_type: event.logonType,
    boot_id: bootId,
    account_id: accountId,
    logon_id: event.logonId,
    linked_logon_id: event.linkedLogonId,
    session_id: event.sessionId,
    address: event.address,
    fields: otherFieldsOf(event),
    raw,
  };
}
