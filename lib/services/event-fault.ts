import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";

export type RawRecord = Readonly<Record<string, string>>;

const EARLIEST = Date.UTC(2000, 0, 1);
const MOST_AHEAD_MS = 400 * 86_400_000;
const MAX_SMALLINT = 32_767;

/** As long as a host may tell them. */
const LONGEST = {
  boot: 64,
  sid: 200,
  userName: 256,
  domainName: 256,
  logonId: 64,
  linkedLogonId: 64,
  logonProcessName: 256,
  processName: 1024,
  sessionId: 64,
  address: 64,
  workstation: 256,
  reason: 1024,
} as const satisfies Partial<Record<keyof AuditEvent, number>>;
const TEXTS = Object.entries(LONGEST) as [keyof typeof LONGEST, number][];

/**
 * Why an event cannot be kept, in words; null where it can. Each month is a partition: a clock gone mad makes no thousands.
 * `isStorable`: it was read from a text of which every character can be kept.
 */
export function faultOf(
  event: AuditEvent,
  raw: RawRecord | null,
  now: Date,
  isStorable = false,
): string | null {
  const { at, recordId, eventId, logonType, previousAt, newAt } = event;
  if (!Number.isFinite(at)) return "its time is no time";
  if (at < EARLIEST) return `its time lies before 2000: ${dateOf(at)}`;
  if (at > now.getTime() + MOST_AHEAD_MS) return `its time lies more than 400 days ahead: ${dateOf(at)}`;
  if (LOGS[event.log] === undefined) return "its log is none that is known";
  if (!isWithin(recordId, Number.MAX_SAFE_INTEGER))
    return "its record number is not a whole number from 0 on";
  if (!isWithin(eventId, MAX_SMALLINT)) return "its event id is not a whole number from 0 to 32,767";
  if (logonType !== null && !isWithin(logonType, MAX_SMALLINT))
    return "its logon type is no number that is used";
  if (previousAt !== null && !Number.isFinite(previousAt)) return "the time before the change is no time";
  if (newAt !== null && !Number.isFinite(newAt)) return "the time after the change is no time";
  for (const [name, longest] of TEXTS) {
    const value = event[name];
    if (value === null) continue;
    if (value.length > longest) return `${name} is longer than ${longest} characters`;
    if (!isStorable && isUnstorable(value)) return `${name} holds a character that cannot be kept`;
  }
  if (!raw) return null;
  for (const name in raw) {
    if (isUnstorable(name) || isUnstorable(raw[name] ?? "")) {
      return `${printable(name.slice(0, 64))} holds a character that cannot be kept`;
    }
  }
  return null;
}

/** The beginning of a record as text that can be kept and shown. */
export function sampleOf(value: unknown): string {
  return printable((typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 512));
}

/** NUL, and halves of a surrogate pair: the database takes neither. */
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Nearly every text has none of these, and that is told faster. */
const SUSPICIOUS = /[\0\ud800-\udfff]/;

export function isUnstorable(text: string): boolean {
  return SUSPICIOUS.test(text) && UNSTORABLE.test(text);
}

function printable(text: string): string {
  return text.replace(new RegExp(UNSTORABLE, "g"), "\ufffd");
}

function isWithin(n: number, most: number): boolean {
  return Number.isInteger(n) && n >= 0 && n <= most;
}

function dateOf(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
}
