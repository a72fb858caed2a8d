import { type AuditEvent, EMPTY_EVENT, WTMP } from "@/lib/domain/audit-event";
import type { LogReader, LogSink } from "./log-reader";
import { newTally } from "./report";

export const WTMP_RECORD = 384;

/**
 * wtmp of glibc on 64-bit Linux: records of 384 bytes, struct utmp of utmp(5). Kept: boots, orderly stops, logons and
 * logoffs. Left out: changes of the clock, getty's own records, runlevels other than the stop. It names no host.
 */
export function readWtmp(sink: LogSink): LogReader {
  const tally = newTally();
  const held = new Uint8Array(WTMP_RECORD);
  let heldBytes = 0;
  const reject = (bytes: number, reason: string) => {
    tally.rejected++;
    tally.rejectedBytes += bytes;
    sink.reject({ offset: tally.bytes, bytes, line: null, reason });
  };
  const take = () => {
    const view = new DataView(held.buffer);
    if (!isWtmpRecord(view, 0)) reject(WTMP_RECORD, "no record of wtmp");
    else {
      tally.records++;
      tally.recordBytes += WTMP_RECORD;
      const event = wtmpEvent(view, tally.bytes / WTMP_RECORD);
      if (event) {
        tally.kept++;
        sink.event({ host: null, event, raw: null });
      } else tally.skipped++;
    }
    tally.bytes += WTMP_RECORD;
    heldBytes = 0;
  };
  return {
    tally,
    notes: [],
    push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const added = Math.min(WTMP_RECORD - heldBytes, bytes.length - at);
        held.set(bytes.subarray(at, at + added), heldBytes);
        heldBytes += added;
        at += added;
        if (heldBytes === WTMP_RECORD) take();
      }
    },
    finish() {
      if (heldBytes === 0) return;
      reject(heldBytes, "the file ends inside of a record");
      tally.bytes += heldBytes;
      heldBytes = 0;
    },
  };
}

/** Types end at 9, two bytes of padding follow, names are text up to their zero. */
export function isWtmpRecord(view: DataView, at: number): boolean {
  if (view.getUint16(at, true) > 9 || view.getUint16(at + 2, true) !== 0) return false;
  return [at + 8, at + 44].every((from) => {
    for (let i = from; i < from + 32 && view.getUint8(i) !== 0; i++) if (view.getUint8(i) < 32) return false;
    return true;
  });
}

/** Type at 0, line 8, user 44, host 76, seconds 340, microseconds 344, address 348. */
function wtmpEvent(view: DataView, recordId: number): AuditEvent | null {
  const type = view.getUint16(0, true);
  const line = textAt(view, 8, 32);
  const user = textAt(view, 44, 32);
  const isStop = type === WTMP.RUN_LEVEL && user === "shutdown";
  const isLogon = type === WTMP.USER_PROCESS && user !== "";
  const isLogoff = type === WTMP.DEAD_PROCESS && line !== "" && line !== "~";
  if (!isStop && !isLogon && !isLogoff && type !== WTMP.BOOT_TIME) return null;
  return {
    ...EMPTY_EVENT,
    log: "wtmp",
    recordId,
    // Unsigned: 32-bit seconds then last until 2106.
    at: view.getUint32(340, true) * 1000 + view.getInt32(344, true) / 1000,
    eventId: type,
    sessionId: isLogon || isLogoff ? line : null,
    userName: isLogon || isStop ? user : null,
    workstation: isLogon ? textAt(view, 76, 256) || null : null,
    address: isLogon ? addressAt(view) : null,
  };
}

function addressAt(view: DataView): string | null {
  const bytes = Array.from({ length: 16 }, (_, i) => view.getUint8(348 + i));
  if (bytes.every((byte) => byte === 0)) return null;
  if (bytes.slice(4).every((byte) => byte === 0)) return bytes.slice(0, 4).join(".");
  return (
    bytes
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("")
      .match(/.{4}/g) ?? []
  ).join(":");
}

const decoder = new TextDecoder();

function textAt(view: DataView, at: number, length: number): string {
  const field = new Uint8Array(view.buffer, view.byteOffset + at, length);
  const end = field.indexOf(0);
  return decoder.decode(field.subarray(0, end < 0 ? length : end));
}
