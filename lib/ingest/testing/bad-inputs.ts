import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { writeEvtx } from "../evtx/testing/evtx-writer";
import { officeDays } from "../evtx/testing/office-day";
import { writeZip } from "./write-zip";

export interface BadInput {
  readonly what: string;
  readonly name: string;
  readonly make: () => Uint8Array;
  /** Among the rejects, or the notes. */
  readonly says: RegExp;
  /** At least so many events are read all the same. */
  readonly kept: number;
}

const log = (days = 40) => writeEvtx(officeDays(days).map((event) => ({ ...event, computer: "BAD-1" })));
const zeros = (bytes: number) => Buffer.alloc(bytes);
const MEGABYTE = 1024 * 1024;

export const BAD_INPUTS: readonly BadInput[] = [
  {
    what: "cut off",
    name: "cut.evtx",
    make: () => log().subarray(0, 70_000),
    says: /byte 69632: .*ends inside/,
    kept: 100,
  },
  {
    what: "bits flipped",
    name: "flipped.evtx",
    make: flipped,
    says: /checksum of \d+ chunks does not hold/,
    kept: 1,
  },
  {
    what: "no log at all",
    name: "a.evtx",
    make: () => noise(MEGABYTE),
    says: /not a log that Curfew reads/,
    kept: 0,
  },
  {
    what: "an empty file in a zip",
    name: "a.zip",
    make: () => writeZip([{ name: "e", bytes: zeros(0) }]),
    says: /e: the file is empty/,
    kept: 0,
  },
  {
    what: "an empty zip",
    name: "b.zip",
    make: () => writeZip([]),
    says: /the archive holds no file/,
    kept: 0,
  },
  {
    what: "ten gigabytes of zeros in a zip",
    name: "bomb.zip",
    make: zippedZeros,
    says: /unpacks to more than a hundred times its size/,
    kept: 1,
  },
  {
    what: "a zip in a zip",
    name: "nested.zip",
    make: () => writeZip([{ name: "in.zip", bytes: writeZip([{ name: "a", bytes: log(1) }]) }]),
    says: /in\.zip.*: zip inside of zip: unpack it first/,
    kept: 0,
  },
  {
    what: "a million files",
    name: "many.zip",
    make: () => manyFiles(1_000_000),
    says: /more than 10000 files: split the archive/,
    kept: 0,
  },
  {
    what: "a link in a zip",
    name: "link.zip",
    make: () => writeZip([{ name: "Security.evtx", bytes: Buffer.from("/etc/shadow") }]),
    says: /Security\.evtx.*: not a log that Curfew reads/,
    kept: 0,
  },
  {
    what: "names that lead out",
    name: "out.zip",
    make: () =>
      writeZip([
        { name: "../../out.evtx", bytes: log(1) },
        { name: "/etc/out", bytes: noise(99) },
      ]),
    says: /\/etc\/out.*: not a log/,
    kept: 4,
  },
  {
    what: "an encrypted zip",
    name: "secret.zip",
    make: () => writeZip([{ name: "s", bytes: log(1), flags: 1 }]),
    says: /encrypted: unpack it with its password first/,
    kept: 0,
  },
  {
    what: "gzip that ends early",
    name: "cut.gz",
    make: () => gzipSync(log()).subarray(0, 4_000),
    says: /cannot be read any further/,
    kept: 1,
  },
  { what: "XML with a DOCTYPE", name: "laughs.xml", make: laughs, says: /DOCTYPE/i, kept: 0 },
  {
    what: "JSON of brackets",
    name: "deep.json",
    make: () => Buffer.from("[".repeat(MEGABYTE)),
    says: /./,
    kept: 0,
  },
];

/** One bit in every few hundred bytes behind the file's head. */
function flipped(): Uint8Array {
  const bytes = Uint8Array.from(log());
  for (let at = 5_000; at < bytes.length; at += 1_777) bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
  return bytes;
}

/** The same every time, and like nothing. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = 7; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** A log, and then zeros without end: one packed stretch of them, repeated. */
function zippedZeros(): Uint8Array {
  const first = deflateRawSync(log(), { finishFlush: constants.Z_FULL_FLUSH });
  const stretch = deflateRawSync(zeros(64 * MEGABYTE), { finishFlush: constants.Z_FULL_FLUSH });
  const end = deflateRawSync(zeros(0));
  const packed = Buffer.concat([first, ...Array.from({ length: 160 }, () => stretch), end]);
  return writeZip([{ name: "Security.evtx", bytes: zeros(0), packed, isSizeBehind: true }]);
}

/** Local headers of empty files alone. */
function manyFiles(count: number): Uint8Array {
  const name = "n000000";
  const one = Buffer.alloc(30 + name.length);
  one.writeUInt32LE(0x04034b50, 0);
  one.writeUInt16LE(name.length, 26);
  one.write(name, 30);
  const all = Buffer.alloc(one.length * count, one);
  for (let i = 0; i < count; i++) all.write(String(i).padStart(6, "0"), i * one.length + 31, "latin1");
  return all;
}

function laughs(): Uint8Array {
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
  return Buffer.from(
    `<?xml version="1.0"?><!DOCTYPE Events [<!ENTITY l0 "ha">${entities.join("")}]><Events><Event><System><EventID>4624</EventID><Computer>&l9;</Computer></System></Event></Events>`,
  );
}
