import type { FileHandle } from "node:fs/promises";
import { open, stat } from "node:fs/promises";
import { WTMP } from "@/lib/domain/audit-event";
import { readWtmpRecord, WTMP_RECORD_BYTES, type WtmpRecord, wtmpEvent } from "@/lib/domain/wtmp-record";
import type { ReportedEvent } from "@/lib/protocol/messages";
import type { EventBatch } from "../platform";
import { type Accounts, accountKey } from "./accounts";

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
      const bytes = Buffer.alloc(Math.min(limit * WTMP_RECORD_BYTES, Math.max(0, size - offset)));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
      const whole = bytesRead - (bytesRead % WTMP_RECORD_BYTES);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const events: ReportedEvent[] = [];
      for (let at = 0; at < whole; at += WTMP_RECORD_BYTES) {
        const record = readWtmpRecord(view, at);
        const event = await this.#toEvent(record, (offset + at) / WTMP_RECORD_BYTES);
        if (event) events.push(event);
      }
      if (whole === 0 && from) return { events, cursor: `${from.inode}:${offset}` };
      return { events, cursor: `${ino}:${offset + whole}` };
    } finally {
      await handle.close();
    }
  }

  async #toEvent(record: WtmpRecord, index: number): Promise<ReportedEvent | null> {
    const event = wtmpEvent(record, index);
    if (!event) return null;
    const account = event.eventId === WTMP.USER_PROCESS ? await this.#accounts.find(record.user) : null;
    const { type, pid, line, user, host } = record;
    return {
      ...event,
      sid: account ? accountKey(account.uid, this.#machineId) : null,
      raw: { type: String(type), pid: String(pid), line, user, host },
    };
  }
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
