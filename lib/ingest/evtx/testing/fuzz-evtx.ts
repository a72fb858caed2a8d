import { CHUNK_BYTES, FILE_HEAD } from "../layout";
import { writeEvtx } from "./evtx-writer";
import { officeDays } from "./office-day";
import { readAll } from "./read-all";
import { seeded } from "./seeded";

export interface Fuzzed {
  files: number;
  records: number;
  rejects: number;
  slowestMs: number;
}

type Random = (below: number) => number;

/** Damages sound files in seeded ways, several at once, and reads them; throws where the reader throws or loses a byte. */
export function fuzzEvtx({
  files,
  seed,
  sources,
}: {
  files: number;
  seed: number;
  sources: readonly Uint8Array[];
}): Fuzzed {
  const own = [writeEvtx(officeDays(2)), writeEvtx(officeDays(60)), writeEvtx([])];
  const sound = [...own, ...own, ...sources];
  const fuzzed: Fuzzed = { files: 0, records: 0, rejects: 0, slowestMs: 0 };
  for (let n = 0; n < files; n++) {
    const random = seeded(seed * 1_000_003 + n);
    let bytes = sound[random(sound.length)] ?? new Uint8Array(0);
    for (let times = 1 + random(3); times > 0; times--) {
      bytes = (DAMAGES[random(DAMAGES.length)] ?? truncate)(bytes, random);
    }
    const pieceBytes = [bytes.length, CHUNK_BYTES, 1 + random(9000)][random(3)] || 1;
    const startedAt = performance.now();
    const { tally, rejects } = readAll(bytes, { pieceBytes });
    fuzzed.slowestMs = Math.max(fuzzed.slowestMs, performance.now() - startedAt);
    const told = tally.recordBytes + tally.structureBytes + tally.freeBytes + tally.rejectedBytes;
    const rejected = rejects.reduce((sum, reject) => sum + reject.bytes, 0);
    if (tally.bytes !== bytes.length || told !== bytes.length || rejected !== tally.rejectedBytes) {
      throw new Error(`seed ${seed}, file ${n}: ${bytes.length} bytes went in, ${told} are accounted for`);
    }
    fuzzed.files++;
    fuzzed.records += tally.records;
    fuzzed.rejects += tally.rejected;
  }
  return fuzzed;
}

const DAMAGES: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  truncate,
  flipBits,
  writeNumbers,
  // Lost, doubled and foreign stretches of any length, odd ones too.
  (bytes, random) => spliced(bytes, random, () => new Uint8Array(0)),
  (bytes, random) => spliced(bytes, random, (stretch) => Buffer.concat([stretch, stretch])),
  (bytes, random) => spliced(bytes, random, (stretch) => stretch.map(() => random(256))),
  (bytes, random) => spliced(bytes, random, (stretch) => new Uint8Array(stretch.length)),
  // Begins at a chunk, or in the middle of one.
  (bytes) => bytes.slice(Math.min(FILE_HEAD, bytes.length)),
  (bytes, random) => bytes.slice(random(Math.max(1, bytes.length))),
];

function truncate(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random(bytes.length + 1));
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  for (let flips = 1 + random(20); flips > 0 && bytes.length > 0; flips--) {
    const at = random(bytes.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random(8));
  }
  return damaged;
}

/** Sizes, offsets and counts that no writer would write. */
function writeNumbers(bytes: Uint8Array, random: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  const view = new DataView(damaged.buffer);
  for (let times = 1 + random(6); times > 0 && bytes.length >= 4; times--) {
    const number = [0, 1, 8, 24, 511, 512, 0x2a2a, 65_535, 65_536, 0x7fffffff, 0xffffffff][random(11)] ?? 0;
    view.setUint32(random(bytes.length - 3), number, true);
  }
  return damaged;
}

function spliced(
  bytes: Uint8Array,
  random: Random,
  replace: (stretch: Uint8Array) => Uint8Array,
): Uint8Array {
  const from = random(bytes.length + 1);
  const until = Math.min(bytes.length, from + random(random(4) === 0 ? 70_000 : 600));
  return Buffer.concat([bytes.subarray(0, from), replace(bytes.slice(from, until)), bytes.subarray(until)]);
}
