import { type AuditEvent, EMPTY_EVENT, WTMP } from "./audit-event";

/**
 * wtmp of glibc on 64-bit Linux: records of 384 bytes, struct utmp of utmp(5): type at 0, pid 4, line 8, user 44, host 76,
 * seconds 340, microseconds 344, address 348.
 */
export const WTMP_RECORD_BYTES = 384;

export interface WtmpRecord {
  readonly type: number;
  readonly pid: number;
  readonly line: string;
  readonly user: string;
  readonly host: string;
  readonly at: number;
  readonly address: string | null;
}

/** Types end at 9, two bytes of padding follow, names are text up to their zero. */
export function isWtmpRecord(view: DataView, at = 0): boolean {
  if (view.getUint16(at, true) > 9 || view.getUint16(at + 2, true) !== 0) return false;
  return [at + 8, at + 44].every((from) => {
    for (let i = from; i < from + 32 && view.getUint8(i) !== 0; i++) if (view.getUint8(i) < 32) return false;
    return true;
  });
}

export function readWtmpRecord(view: DataView, at = 0): WtmpRecord {
  return {
    type: view.getUint16(at, true),
    pid: view.getInt32(at + 4, true),
    line: textAt(view, at + 8, 32),
    user: textAt(view, at + 44, 32),
    host: textAt(view, at + 76, 256),
    // Unsigned: 32-bit seconds then last until 2106.
    at: view.getUint32(at + 340, true) * 1000 + view.getInt32(at + 344, true) / 1000,
    address: addressAt(view, at + 348),
  };
}

/** Kept: boots, orderly stops, logons and logoffs. Null for changes of the clock, getty's own records, other runlevels. */
export function wtmpEvent(record: WtmpRecord, recordId: number): AuditEvent | null {
  const { type, user, line, host } = record;
  const isStop = type === WTMP.RUN_LEVEL && user === "shutdown";
  const isLogon = type === WTMP.USER_PROCESS && user !== "";
  const isLogoff = type === WTMP.DEAD_PROCESS && line !== "" && line !== "~";
  if (!isStop && !isLogon && !isLogoff && type !== WTMP.BOOT_TIME) return null;
  return {
    ...EMPTY_EVENT,
    log: "wtmp",
    recordId,
    at: record.at,
    eventId: type,
    sessionId: isLogon || isLogoff ? line : null,
    // Pairing knows a stop by this name.
    userName: isLogon || isStop ? user : null,
    workstation: isLogon && host !== "" ? host : null,
    address: isLogon ? record.address : null,
  };
}

function addressAt(view: DataView, at: number): string | null {
  const bytes = Array.from({ length: 16 }, (_, i) => view.getUint8(at + i));
  if (bytes.every((byte) => byte === 0)) return null;
  if (bytes.slice(4).every((byte) => byte === 0)) return bytes.slice(0, 4).join(".");
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return (hex.match(/.{4}/g) ?? []).join(":");
}

const decoder = new TextDecoder();

function textAt(view: DataView, at: number, length: number): string {
  const field = new Uint8Array(view.buffer, view.byteOffset + at, length);
  const end = field.indexOf(0);
  return decoder.decode(field.subarray(0, end < 0 ? length : end));
}
