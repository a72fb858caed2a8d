// Reads wtmp of glibc on x86-64 and arm64 Linux: records of 384 bytes (utmp(5)). Kept: boots, orderly stops, logons and
// logoffs of people. Left out: changes of the clock, getty's own records, runlevels other than the stop.
import type { FileHandle } from "node:fs/promises";
import { open, stat } from "node:fs/promises";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import type { ReportedEvent } from "@/lib/protocol/messages";
import type { EventBatch } from "../platform";
import { type Accounts, accountKey } from "./accounts";

const RECORD_BYTES = 384;
const TYPE = { runLevel: 1, bootTime: 2, userProcess: 7, deadProcess: 8 } as const;

interface Position {
  readonly inode: number;
  readonly offset: number;
}

/** The fallback where there is no journal. The cursor is `inode:offset`. */
export class WtmpFeed {
  readonly #file: string;
  readonly #accounts: Accounts;
  readonly #machineId: string;

  constructor(accounts: Accounts, machineId: string, file = "/var/log/wtmp") {
    this.#file = file;
    this.#accounts = accounts;
    this.#machineId = machineId;
  }

  async read(cursor: string | null, limit: number): Promise<EventBatch> {
    const from = parseCursor(cursor);
    // After a rotation the rest of the old file comes first.
    if (from) {
      const rest = await this.#readFile(`${this.#file}.1`, from, limit);
      if (rest && rest.cursor !== cursor) return rest;
    }
    const batch = await this.#readFile(this.#file, from, limit);
    if (batch) return batch;
    const inode = await inodeOf(this.#file);
    if (inode === null) return { events: [], cursor };
    return (await this.#readFile(this.#file, { inode, offset: 0 }, limit)) ?? { events: [], cursor };
  }

  /** Null when the file is not the one that the position is in. */
  async #readFile(file: string, from: Position | null, limit: number): Promise<EventBatch | null> {
    let handle: FileHandle;
    try {
      handle = await open(file);
    } catch {
      return null;
    }
    try {
      const { ino, size } = await handle.stat();
      if (from && from.inode !== ino) return null;
      // Shorter than it was: it was emptied in place.
      const offset = from && from.offset <= size ? from.offset : 0;
      const bytes = Buffer.alloc(Math.min(limit * RECORD_BYTES, Math.max(0, size - offset)));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
      const whole = bytesRead - (bytesRead % RECORD_BYTES);
      const events: ReportedEvent[] = [];
      for (let at = 0; at < whole; at += RECORD_BYTES) {
        const record = readUtmp(bytes.subarray(at, at + RECORD_BYTES));
        const event = await this.#toEvent(record, (offset + at) / RECORD_BYTES);
        if (event) events.push(event);
      }
      if (whole === 0 && from) return { events, cursor: `${from.inode}:${offset}` };
      return { events, cursor: `${ino}:${offset + whole}` };
    } finally {
      await handle.close();
    }
  }

  async #toEvent(record: UtmpRecord, index: number): Promise<ReportedEvent | null> {
    const { type, user, line, host, address } = record;
    const isStop = type === TYPE.runLevel && user === "shutdown";
    const isLogon = type === TYPE.userProcess && user !== "";
    const isLogoff = type === TYPE.deadProcess && line !== "" && line !== "~";
    if (!isStop && !isLogon && !isLogoff && type !== TYPE.bootTime) return null;
    const account = isLogon ? await this.#accounts.find(user) : null;
    return {
      ...EMPTY_EVENT,
      log: "wtmp",
      recordId: index,
      at: record.at,
      eventId: type,
      sessionId: isLogon || isLogoff ? line : null,
      // Pairing knows a stop by this name.
      userName: isLogon || isStop ? user : null,
      sid: account ? accountKey(account.uid, this.#machineId) : null,
      workstation: isLogon && host !== "" ? host : null,
      address: isLogon ? address : null,
      raw: { type: String(type), pid: String(record.pid), line, user, host },
    };
  }
}

export interface UtmpRecord {
  readonly type: number;
  readonly pid: number;
  readonly line: string;
  readonly user: string;
  readonly host: string;
  readonly at: number;
  readonly address: string | null;
}

/** struct utmp: type at 0, pid 4, line 8, user 44, host 76, seconds 340, microseconds 344, address 348. */
export function readUtmp(bytes: Buffer): UtmpRecord {
  return {
    type: bytes.readInt16LE(0),
    pid: bytes.readInt32LE(4),
    line: textAt(bytes, 8, 32),
    user: textAt(bytes, 44, 32),
    host: textAt(bytes, 76, 256),
    // Unsigned: 32-bit seconds then last until 2106.
    at: bytes.readUInt32LE(340) * 1000 + bytes.readInt32LE(344) / 1000,
    address: addressAt(bytes.subarray(348, 364)),
  };
}

function addressAt(bytes: Buffer): string | null {
  if (bytes.every((byte) => byte === 0)) return null;
  if (bytes.subarray(4).every((byte) => byte === 0)) return [...bytes.subarray(0, 4)].join(".");
  return (bytes.toString("hex").match(/.{4}/g) ?? []).join(":");
}

function textAt(bytes: Buffer, offset: number, length: number): string {
  const field = bytes.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString("utf8");
}

function parseCursor(cursor: string | null): Position | null {
  const match = /^(\d+):(\d+)$/.exec(cursor ?? "");
  return match ? { inode: Number(match[1]), offset: Number(match[2]) } : null;
}

async function inodeOf(file: string): Promise<number | null> {
  return stat(file).then(
    ({ ino }) => ino,
    () => null,
  );
}
