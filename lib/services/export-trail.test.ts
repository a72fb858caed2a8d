import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { GENESIS, trailText } from "@/lib/domain/trail";
import { checkpointText, makeKeyPair, signText, verifyText } from "@/lib/protocol/signature";
import { appendTrail } from "@/lib/storage/append-trail";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { checkpointTrail } from "./checkpoint-trail";
import { exportTrail } from "./export-trail";
import { contextOf, operatorActor } from "./testing/make-fleet";
import { verifyTrail } from "./verify-trail";

const ENTRIES = 1_003;
const opened: TestDatabase[] = [];
let db: TestDatabase;

beforeEach(async () => {
  db = await makeTestDatabase();
  opened.push(db);
  let previous = GENESIS;
  const data = Array.from({ length: ENTRIES }, (_, i) => {
    const seq = BigInt(i + 1);
    const at = new Date(1_772_352_000_000 + i);
    const entry = {
      name: i % 2 === 0 ? "operator.sign_in" : "order.request",
      actor: { ...operatorActor(1) },
      subject: i === 6 ? "=cmd|' /c calc'!A0" : `order:${i + 1}`,
      detail: { reason: "Ünïcode ✓", nested: { b: 1, a: [1.5, null, "x"] } },
    };
    const link = { ...entry, seq, previous };
    previous = sha256(trailText({ ...link, at: at.getTime() }));
    return { ...link, at, hash: previous };
  });
  await db.prisma.trail.createMany({ data });
});
afterAll(() => Promise.all(opened.map((one) => one.drop())));

const auditor = () => contextOf(db, operatorActor(1, "auditor"));
const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");

interface Entry {
  readonly seq: string;
  readonly at: string;
  readonly name: string;
  readonly actor: string;
  readonly subject: string;
  readonly detail: string;
  readonly previous: string;
  readonly hash: string;
}

/** What the zip holds, by its directory. */
async function take(input: object) {
  const { bytes, fileName } = await exportTrail(auditor(), input);
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const zip = Buffer.concat(pieces);
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(zip.length - 6);
  for (let n = zip.readUInt16LE(zip.length - 12); n > 0; n--) {
    const length = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, at + 46 + length);
    const begin = zip.readUInt32LE(at + 42) + 30 + length;
    files.set(name, inflateRawSync(zip.subarray(begin, begin + zip.readUInt32LE(at + 20))));
    at += 46 + length;
  }
  const manifest = JSON.parse(String(files.get("manifest.json")));
  const file = files.get(manifest.file.name) ?? Buffer.alloc(0);
  return { manifest, file, fileName };
}

const entriesOf = (file: Buffer): Entry[] =>
  String(file)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("all of it: whoever holds the file proves every entry, the chain and the gateway's signature", async () => {
  const { publicKey, privateKey } = makeKeyPair();
  const witnessFile = path.join(os.tmpdir(), `curfew-export-${process.pid}.json`);
  const signer = { publicKey, witnessFile, sign: (text: string) => signText(privateKey, text) };
  await checkpointTrail(contextOf(db, systemActor("gateway")), signer);
  const { manifest, file, fileName } = await take({ format: "ndjson" });
  expect(fileName).toMatch(/^trail-\d{4}-\d\d-\d\d-to-1003\.zip$/);
  expect(manifest.file).toEqual({ name: "trail.ndjson", bytes: file.length, sha256: sha256(file) });

  const entries = entriesOf(file).reverse();
  expect(entries).toHaveLength(ENTRIES);
  let previous = GENESIS;
  for (const [i, entry] of entries.entries()) {
    expect(entry.seq).toBe(String(i + 1));
    expect(entry.previous).toBe(previous);
    const { seq, at, name, subject, actor, detail } = entry;
    expect(sha256([seq, Date.parse(at), name, subject, previous, actor, detail].join("\n"))).toBe(entry.hash);
    previous = entry.hash;
  }
  const { seq, hash, at, signature } = manifest.checkpoint;
  expect([seq, hash]).toEqual([String(ENTRIES), previous]);
  expect(verifyText(publicKey, checkpointText(BigInt(seq), hash, Date.parse(at)), signature)).toBe(true);
  expect(manifest).toMatchObject({
    entries: ENTRIES,
    isUnbroken: true,
    first: { seq: "1" },
    last: { seq: "1003" },
  });

  // Who took it, and what: on the trail, and so under the next signature.
  const entry = await db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });
  expect(entry).toMatchObject({ name: "trail.export", actor: operatorActor(1, "auditor") });
  expect(entry.detail).toMatchObject({ format: "ndjson", entries: ENTRIES, sha256: sha256(file) });
  expect(manifest.recordedAs).toEqual({ seq: entry.seq.toString(), hash: entry.hash });
  expect(await verifyTrail(auditor(), {}, null)).toMatchObject({ broken: null, checked: ENTRIES + 1 });
});

test("a range of it is unbroken, what a filter finds is not, and nothing is nothing", async () => {
  const range = await take({ format: "ndjson", from: "11", until: "20" });
  expect(entriesOf(range.file).map(({ seq }) => Number(seq))).toEqual([
    20, 19, 18, 17, 16, 15, 14, 13, 12, 11,
  ]);
  expect(range.manifest).toMatchObject({ entries: 10, isUnbroken: true, asked: { from: "11", until: "20" } });
  const some = await take({ format: "ndjson", name: "order", until: "20" });
  expect(some.manifest).toMatchObject({ entries: 10, isUnbroken: false, checkpoint: null });
  const none = await take({ format: "ndjson", subject: "order:none" });
  expect(none.manifest).toMatchObject({ entries: 0, first: null, last: null, file: { bytes: 0 } });
});

test("a CSV runs nothing in a spreadsheet, and a workbook is read twice as the same bytes", async () => {
  const csv = await take({ format: "csv" });
  expect(String(csv.file)).not.toMatch(/(^|,)=cmd/m);
  const workbook = await take({ format: "xlsx" });
  expect(workbook.manifest.file).toEqual({
    name: "trail.xlsx",
    bytes: workbook.file.length,
    sha256: sha256(workbook.file),
  });
});

test("refused: an operator, and a format that is none; nothing of it is on the trail", async () => {
  const operator = contextOf(db, operatorActor(1, "operator"));
  await expect(exportTrail(operator, { format: "csv" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(exportTrail(auditor(), { format: "exe" })).rejects.toMatchObject({
    code: "invalid_input",
    field: "format",
  });
  expect(await db.prisma.trail.count({ where: { name: "trail.export" } })).toBe(0);
});

test("two at once, while others write: each file is what its manifest says, and the chain holds", async () => {
  const writes = Array.from({ length: 20 }, (_, n) =>
    db.prisma.$transaction((tx) =>
      appendTrail(tx, new Date(1_772_353_000_000), {
        name: "order.request",
        actor: operatorActor(2),
        subject: `order:late-${n}`,
        detail: {},
      }),
    ),
  );
  const [one, two] = await Promise.all([take({ format: "ndjson" }), take({ format: "csv" }), ...writes]);
  for (const { manifest, file } of [one, two]) {
    expect(manifest.file.sha256).toBe(sha256(file));
    expect(manifest.isUnbroken).toBe(true);
  }
  expect(await verifyTrail(auditor(), {}, null)).toMatchObject({ broken: null, checked: ENTRIES + 22 });
});
