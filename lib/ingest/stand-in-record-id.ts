import type { WindowsRecord } from "./windows-record";

const PER_MILLISECOND = 4096;
const HASHES = 1024;
/** Until 2039 the number stays one that a number can hold. */
const LAST = Math.floor(Number.MAX_SAFE_INTEGER / PER_MILLISECOND) - 1;
const IDENTIFYING = [
  "TargetLogonId",
  "SubjectLogonId",
  "LogonID",
  "SessionID",
  "TSId",
  "ProcessId",
  "IpPort",
];

/**
 * For records whose pipeline dropped the record id: an order by time, starts before ends within a millisecond. It comes
 * out the same whoever reads the record, so that reading it twice is still one record.
 */
export function standInRecordId({
  at,
  eventId,
  text,
}: Pick<WindowsRecord, "at" | "eventId" | "text">): number {
  const millisecond = Math.min(Math.max(Math.floor(at), 0), LAST);
  const identity = IDENTIFYING.map((name) => text(name) ?? "").join("|");
  return (
    millisecond * PER_MILLISECOND + rankOf(eventId, text) * HASHES + (hash(`${eventId}|${identity}`) % HASHES)
  );
}

/** The two tokens of one logon come in the same instant: they must not meet. */
function rankOf(eventId: number, text: WindowsRecord["text"]): number {
  if (eventId === 4634 || eventId === 4647) return 3;
  if (eventId === 4608) return 0;
  return eventId === 4624 ? (text("ElevatedToken") === "%%1843" ? 1 : 0) : 2;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
