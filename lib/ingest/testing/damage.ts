/** The same numbers for the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;
type Damage = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const upTo = (random: Random, most: number) => Math.floor(random() * most);

const INSERTS = [
  Buffer.from("{".repeat(20_000)),
  Buffer.from("[".repeat(20_000)),
  Buffer.from("<Event ".repeat(3000)),
  Buffer.from("<a>".repeat(5000)),
  Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]>'),
  Buffer.from("\n{\n"),
  Buffer.from('"'),
  Buffer.from("</Event>"),
  Buffer.from([0xff, 0xfe]),
  Buffer.alloc(3000),
];

/** What happens to files on their way. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  "cut off": (bytes, random) => bytes.subarray(0, upTo(random, bytes.length)),
  "begins late": (bytes, random) => bytes.subarray(upTo(random, bytes.length)),
  "flipped bits": (bytes, random) => {
    const damaged = Buffer.from(bytes);
    for (let n = 1 + upTo(random, 20); n > 0 && damaged.length > 0; n--) {
      const at = upTo(random, damaged.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << upTo(random, 8));
    }
    return damaged;
  },
  overwritten: (bytes, random) => {
    const damaged = Buffer.from(bytes);
    const at = upTo(random, damaged.length);
    damaged.fill(upTo(random, 256), at, Math.min(damaged.length, at + upTo(random, 5000)));
    return damaged;
  },
  "a stretch twice": (bytes, random) => {
    const [from, until] = [upTo(random, bytes.length), upTo(random, bytes.length)].sort((a, b) => a - b);
    return Buffer.concat([bytes.subarray(0, until), bytes.subarray(from)]);
  },
  "a stretch missing": (bytes, random) => {
    const [from, until] = [upTo(random, bytes.length), upTo(random, bytes.length)].sort((a, b) => a - b);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(until)]);
  },
  "another file inside": (bytes, random, others) => {
    const other = others[upTo(random, others.length)] ?? bytes;
    const at = upTo(random, bytes.length);
    const piece = other.subarray(upTo(random, other.length));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  "something inserted": (bytes, random) => {
    const at = upTo(random, bytes.length);
    const insert = INSERTS[upTo(random, INSERTS.length)] ?? Buffer.alloc(0);
    return Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at)]);
  },
};
