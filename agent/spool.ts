import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { appendDurably, isNoSpace, openForAppend, syncFolder } from "./durable-file";

interface Batch {
  readonly segment: number;
  readonly offset: number;
  readonly bytes: number;
  readonly events: number;
}

/** A line: events and the cursor behind them, so that both are on disk or neither. */
interface Line {
  readonly cursor: string | null;
  readonly events: readonly ReportedEvent[];
}

/** Or: everything up to and including this batch is acknowledged. */
interface TakenLine {
  readonly taken: Pick<Batch, "segment" | "offset">;
}

const SEGMENT_BYTES = 1024 * 1024;

/** Events that the gateway has not acknowledged yet, in numbered JSONL segments. */
export class Spool {
  readonly #folder: string;
  readonly #maxBytes: number;
  #batches: Batch[] = [];
  #segment = 1;
  #segmentBytes = 0;
  #fd: number;
  #cursor: string | null = null;
  #bytes = 0;
  #events = 0;
  #isTorn = false;

  constructor(stateDir: string, maxBytes: number) {
    this.#folder = path.join(stateDir, "spool");
    this.#maxBytes = maxBytes;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const segments = listSegments(this.#folder);
    for (const segment of segments) this.#load(segment);
    // A torn last line is never written behind: the next batch goes to a segment of its own.
    this.#segment = (segments.at(-1) ?? 0) + 1;
    this.#fd = this.#beginOrWait(segments.at(-1));
    this.#dropEmptySegments();
  }

  /** How far the source was read and is on disk. */
  get cursor(): string | null {
    return this.#cursor;
  }

  get health(): { spooledEvents: number; spooledBytes: number } {
    return { spooledEvents: this.#events, spooledBytes: this.#bytes };
  }

  get isFull(): boolean {
    return this.#bytes >= this.#maxBytes;
  }

  /** Returns once events and cursor are on disk. */
  append(events: readonly ReportedEvent[], cursor: string | null): void {
    if (this.#isTorn || this.#segmentBytes >= SEGMENT_BYTES) this.#rotate();
    this.#write({ cursor, events });
    this.#cursor = cursor;
  }

  /** The oldest events, whole batches of them; `acknowledge` with the same count removes them. */
  peek(maxEvents: number, maxBytes: number): { events: ReportedEvent[]; batches: number } {
    const events: ReportedEvent[] = [];
    let bytes = 0;
    let batches = 0;
    for (const batch of this.#batches) {
      const isTooMuch = events.length + batch.events > maxEvents || bytes + batch.bytes > maxBytes;
      if (isTooMuch && batches > 0) break;
      events.push(...this.#read(batch).events);
      bytes += batch.bytes;
      batches += 1;
    }
    return { events, batches };
  }

  acknowledge(batches: number): void {
    const last = this.#batches[batches - 1];
    if (!last) return;
    this.#take(batches);
    this.#noteTaken({ segment: last.segment, offset: last.offset });
    if (this.#segmentBytes >= SEGMENT_BYTES && this.#batches.length === 0 && !this.#isTorn) this.#rotate();
    this.#dropEmptySegments();
    if (this.#isTorn && this.#batches.length === 0) this.#emptyInPlace();
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Not synced, and left out on a full disk: after a power cut the gateway is told again, and knows it. */
  #noteTaken(taken: TakenLine["taken"]): void {
    if (this.#isTorn) return;
    this.#isTorn = true;
    try {
      this.#segmentBytes += writeLine(this.#fd, { taken });
    } catch (error) {
      if (isNoSpace(error)) return;
      throw error;
    }
    this.#isTorn = false;
  }

  /** All is told, and the disk is full of what was: the segment begins anew where it stands. */
  #emptyInPlace(): void {
    ftruncateSync(this.#fd, 0);
    const text = this.#heading();
    appendDurably(this.#fd, text);
    this.#segmentBytes = Buffer.byteLength(text);
    this.#isTorn = false;
  }

  #take(batches: number): void {
    for (const batch of this.#batches.splice(0, batches)) {
      this.#events -= batch.events;
      this.#bytes -= batch.bytes;
    }
  }

  #load(segment: number): void {
    const content = readFileSync(this.#file(segment));
    let offset = 0;
    while (offset < content.length) {
      const end = content.indexOf(0x0a, offset);
      if (end < 0) break;
      const line = parseLine(content.toString("utf8", offset, end));
      if (!line) break;
      const start = offset;
      offset = end + 1;
      if ("taken" in line) {
        const rest = this.#batches.findIndex((batch) => isAfter(batch, line.taken));
        this.#take(rest < 0 ? this.#batches.length : rest);
      } else {
        this.#note({ segment, offset: start, bytes: offset - start, events: line.events.length });
        this.#cursor = line.cursor;
      }
    }
  }

  #write(line: Line): void {
    const text = `${JSON.stringify(line)}\n`;
    // A full disk leaves half a line: nothing may follow it in this segment.
    this.#isTorn = true;
    appendDurably(this.#fd, text);
    this.#isTorn = false;
    const bytes = Buffer.byteLength(text);
    this.#note({ segment: this.#segment, offset: this.#segmentBytes, bytes, events: line.events.length });
    this.#segmentBytes += bytes;
  }

  #note(batch: Batch): void {
    if (batch.events === 0) return;
    this.#batches.push(batch);
    this.#events += batch.events;
    this.#bytes += batch.bytes;
  }

  #rotate(): void {
    const before = this.#fd;
    this.#segment += 1;
    try {
      this.#fd = this.#begin();
    } catch (error) {
      this.#segment -= 1;
      throw error;
    }
    this.#isTorn = false;
    closeSync(before);
  }

  /** Every segment begins with the cursor, so that older ones may go. */
  #begin(): number {
    const file = this.#file(this.#segment);
    const fd = openForAppend(file);
    const text = this.#heading();
    try {
      appendDurably(fd, text);
    } catch (error) {
      // Tried again and again on a full disk: neither descriptors nor files may pile up.
      closeSync(fd);
      unlinkSync(file);
      throw error;
    }
    this.#segmentBytes = Buffer.byteLength(text);
    return fd;
  }

  /** Started on a full disk there is no new segment yet: the next batch begins it, or says that there is no room. */
  #beginOrWait(last: number | undefined): number {
    try {
      return this.#begin();
    } catch (error) {
      if (!isNoSpace(error) || last === undefined) throw error;
      this.#segment = last;
      this.#isTorn = true;
      return openForAppend(this.#file(last));
    }
  }

  #heading(): string {
    return `${JSON.stringify({ cursor: this.#cursor, events: [] } satisfies Line)}\n`;
  }

  #dropEmptySegments(): void {
    const oldest = this.#batches[0]?.segment ?? this.#segment;
    const spent = listSegments(this.#folder).filter((segment) => segment < oldest);
    for (const segment of spent) unlinkSync(this.#file(segment));
    if (spent.length > 0) syncFolder(this.#folder);
  }

  #read(batch: Batch): Line {
    const bytes = Buffer.alloc(batch.bytes);
    const fd = openSync(this.#file(batch.segment), "r");
    try {
      readSync(fd, bytes, 0, batch.bytes, batch.offset);
    } finally {
      closeSync(fd);
    }
    const line = parseLine(bytes.toString("utf8"));
    if (!line || "taken" in line) throw new Error(`${this.#file(batch.segment)} cannot be read back`);
    return line;
  }

  #file(segment: number): string {
    return path.join(this.#folder, `${String(segment).padStart(10, "0")}.jsonl`);
  }
}

function listSegments(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => /^(\d{10})\.jsonl$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

function isAfter(batch: Batch, taken: TakenLine["taken"]): boolean {
  return batch.segment > taken.segment || (batch.segment === taken.segment && batch.offset > taken.offset);
}

function writeLine(fd: number, line: TakenLine): number {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  if (writeSync(fd, bytes) !== bytes.length)
    throw Object.assign(new Error("the disk of the spool is full"), { code: "ENOSPC" });
  return bytes.length;
}

/** Only this program writes here: the shape is its own. */
function parseLine(text: string): Line | TakenLine | null {
  try {
    return JSON.parse(text) as Line | TakenLine;
  } catch {
    return null;
  }
}
