// Windows event logs, EVTX: a header of 4 KiB and chunks of 64 KiB that stand for themselves, each with its records and
// the definitions and names that those point to. Described in libyal's "Windows XML Event Log (EVTX) format" and in
// [MS-EVEN6]. Records are found by their magic, never by the headers' counts; checksums are told and gate nothing but
// the memory of definitions. Ignored: the file header's fields, the chunks' tables of names and definitions.
import { type LogTally, newTally, type Reject } from "../report";
import { ChunkBytes } from "./chunk-bytes";
import { reasonOfDamage } from "./damage";
import { EvtxRecord } from "./evtx-record";
import {
  CHUNK_BYTES,
  CHUNK_HEAD,
  chunkAt,
  FILE_HEAD,
  isChunk,
  isFile,
  isZero,
  recordAt,
  recordOrChunkAt,
} from "./layout";
import { TemplateStore } from "./template-store";

export interface EvtxOptions<T> {
  /** Records of other event ids are counted and stepped over, their fields never decoded. */
  readonly wanted?: ReadonlySet<number>;
  /** Null: the record is of no interest after all. The record is valid during the call alone. */
  readonly read: (record: EvtxRecord) => T | null;
  /** A record whose event id is not wanted. */
  readonly skip?: (record: EvtxRecord) => void;
  readonly emit: (value: T) => void;
  readonly reject: (reject: Reject) => void;
  /** CRC-32 as zlib has it; without it checksums are not looked at. */
  readonly crc32?: (bytes: Uint8Array, seed?: number) => number;
}

/** Bytes in, in pieces of any size; what they tell out. Holds one chunk, whatever the size of the file. */
export class EvtxReader<T> {
  readonly tally: LogTally = newTally();
  readonly #options: EvtxOptions<T>;
  readonly #wanted: Uint8Array | null;
  readonly #chunk = new ChunkBytes();
  readonly #templates = new TemplateStore(this.#chunk);
  readonly #record = new EvtxRecord(this.#chunk, this.#templates);
  readonly #held = new Uint8Array(CHUNK_BYTES);
  #heldBytes = 0;

  constructor(options: EvtxOptions<T>) {
    this.#options = options;
    this.#wanted = options.wanted ? bitmap(options.wanted) : null;
  }

  /** The bytes are not looked at again after the call. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#heldBytes === 0 && bytes.length - at >= CHUNK_BYTES) {
        at += this.#take(bytes.subarray(at, at + CHUNK_BYTES));
        continue;
      }
      const added = Math.min(CHUNK_BYTES - this.#heldBytes, bytes.length - at);
      this.#held.set(bytes.subarray(at, at + added), this.#heldBytes);
      this.#heldBytes += added;
      at += added;
      if (this.#heldBytes < CHUNK_BYTES) return;
      this.#release(this.#take(this.#held));
    }
  }

  finish(): LogTally {
    while (this.#heldBytes > 0) this.#release(this.#take(this.#held.subarray(0, this.#heldBytes)));
    return this.tally;
  }

  #release(bytes: number): void {
    this.#held.copyWithin(0, bytes, this.#heldBytes);
    this.#heldBytes -= bytes;
  }

  /** A window of 64 KiB, or what is left at the end of the file. Returns how much of it was accounted for. */
  #take(window: Uint8Array): number {
    this.#chunk.attach(window);
    const { view } = this.#chunk;
    const taken = isFile(view, 0)
      ? this.#takeFileHead(window.length)
      : isChunk(view, 0) && window.length >= CHUNK_HEAD
        ? this.#takeChunk(window)
        : this.#takeDebris(window);
    this.tally.bytes += taken;
    return taken;
  }

  #takeFileHead(available: number): number {
    const bytes = Math.min(FILE_HEAD, available);
    if (bytes === FILE_HEAD) this.tally.structureBytes += bytes;
    else this.#reject(0, bytes, "the file ends inside of its header");
    return bytes;
  }

  #takeChunk(window: Uint8Array): number {
    const { tally } = this;
    const { view } = this.#chunk;
    tally.structureBytes += CHUNK_HEAD;
    const free = view.getUint32(48, true);
    const isSound = this.#isSound(window, free);
    this.#templates.nextChunk(isSound);
    const isTold = free > CHUNK_HEAD && free <= CHUNK_BYTES;
    return this.#walk(CHUNK_HEAD, isTold ? Math.min(free, window.length) : window.length);
  }

  /** No magic where a chunk should begin: its records may still stand. */
  #takeDebris(window: Uint8Array): number {
    if (isZero(this.#chunk.view, 0, window.length)) {
      this.tally.freeBytes += window.length;
      return window.length;
    }
    const next = chunkAt(this.#chunk.view, 1, window.length);
    this.#templates.nextChunk(false);
    if (next >= 0) this.#chunk.attach(window.subarray(0, next));
    return this.#walk(0, this.#chunk.length);
  }

  #isSound(window: Uint8Array, free: number): boolean {
    const { crc32 } = this.#options;
    if (!crc32) return true;
    const { view } = this.#chunk;
    const head = crc32(window.subarray(128, CHUNK_HEAD), crc32(window.subarray(0, 120)));
    const isSound =
      head === view.getUint32(124, true) &&
      free >= CHUNK_HEAD &&
      free <= window.length &&
      crc32(window.subarray(CHUNK_HEAD, free)) === view.getUint32(52, true);
    if (!isSound) this.tally.checksumFaults++;
    return isSound;
  }

  /** Records from an offset to where the free space begins. Returns where the next structure is to be looked for. */
  #walk(from: number, told: number): number {
    const { view, length } = this.#chunk;
    let free = told;
    let at = from;
    let lastId = -1;
    while (at < free) {
      const bytes = recordAt(view, at, length);
      if (bytes === 0) {
        const next = this.#resync(at, free);
        if (isChunk(view, next) && next < length) return next;
        at = next;
        continue;
      }
      const id = view.getUint32(at + 8, true);
      this.#read(at, bytes);
      at += bytes;
      lastId = id;
      // A record that crosses the free-space offset, or follows right behind it under the next id: the header lags.
      const isBehind =
        at > free ||
        (at === free && recordAt(view, at, length) > 0 && view.getUint32(at + 8, true) === lastId + 1);
      if (isBehind) free = length;
    }
    // A chunk that lost bytes lets the next one begin inside of its free space.
    const next = chunkAt(view, at, length);
    const end = next < 0 ? length : next;
    this.tally.freeBytes += end - at;
    return end;
  }

  /** Steps over what is no record: to the next one, the next chunk, or the end. */
  #resync(from: number, until: number): number {
    const { view, length } = this.#chunk;
    const reason = reasonOfGap(view, from, length);
    const at = recordOrChunkAt(view, from + 1, until);
    if (at === until && isZero(view, from, until)) this.tally.freeBytes += at - from;
    else this.#reject(from, at - from, reason);
    return at;
  }

  #read(at: number, bytes: number): void {
    const { tally } = this;
    let value: T | null;
    try {
      this.#record.open(at, bytes);
      const { eventId } = this.#record;
      const isWanted = this.#wanted === null || eventId < 0 || this.#wanted[eventId] === 1;
      if (isWanted) this.#record.load();
      value = isWanted ? this.#options.read(this.#record) : null;
      if (value === null && this.#options.skip) {
        if (!isWanted) this.#record.load();
        this.#options.skip(this.#record);
      }
    } catch (thrown) {
      this.#reject(at, bytes, reasonOfDamage(thrown));
      return;
    }
    tally.records++;
    tally.recordBytes += bytes;
    if (value === null) tally.skipped++;
    else {
      tally.kept++;
      this.#options.emit(value);
    }
  }

  #reject(at: number, bytes: number, reason: string): void {
    this.tally.rejected++;
    this.tally.rejectedBytes += bytes;
    this.#options.reject({ offset: this.tally.bytes + at, bytes, line: null, reason });
  }
}

function reasonOfGap(view: DataView, at: number, length: number): string {
  if (at + 8 > length || view.getUint32(at, true) !== 0x2a2a) {
    if (at > 0) return "no record begins where one should";
    return isChunk(view, 0) ? "the file ends inside of a chunk's header" : "no chunk begins here";
  }
  const bytes = view.getUint32(at + 4, true);
  if (bytes < CHUNK_BYTES && at + bytes > length) {
    return length < CHUNK_BYTES ? "the file ends inside of a record" : "a record runs past its chunk";
  }
  return "the size of a record does not hold";
}

function bitmap(ids: ReadonlySet<number>): Uint8Array {
  const bits = new Uint8Array(65_536);
  for (const id of ids) bits[id] = 1;
  return bits;
}
