import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { checkTrail } from "@/cli/trail";
import { systemActor } from "@/lib/auth/system-actor";
import { checkpointText, makeKeyPair, signText } from "@/lib/protocol/signature";
import { appendTrail } from "@/lib/storage/append-trail";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { checkpointTrail } from "./checkpoint-trail";
import { contextOf, operatorActor } from "./testing/make-fleet";
import { readTrailWitness } from "./trail-witness";
import { verifyTrail } from "./verify-trail";

const opened: TestDatabase[] = [];
const folder = mkdtempSync(path.join(os.tmpdir(), "curfew-witness-"));
let db: TestDatabase;
let witnessFile = "";
beforeEach(async () => {
  db = await makeTestDatabase();
  opened.push(db);
  witnessFile = path.join(folder, `witness-${opened.length}.json`);
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.drop()));
  rmSync(folder, { recursive: true });
});

const signerOf = ({ publicKey, privateKey }: ReturnType<typeof makeKeyPair>) => ({
  publicKey,
  witnessFile,
  sign: (text: string) => signText(privateKey, text),
});

async function append(entries: number, reason = "as it was"): Promise<void> {
  for (let n = 0; n < entries; n++) {
    await db.prisma.$transaction((tx) =>
      appendTrail(tx, new Date("2026-03-01T08:00:00Z"), {
        name: "order.request",
        actor: operatorActor(1),
        subject: "order:1",
        detail: { reason },
      }),
    );
  }
}

const gateway = () => contextOf(db, systemActor("gateway"));
const auditor = () => contextOf(db, operatorActor(1, "auditor"));
const verified = async () => verifyTrail(auditor(), {}, await readTrailWitness(witnessFile));

/** What somebody with the database's own rights could do. */
async function tamper(...statements: string[]): Promise<void> {
  for (const table of ["trail", "trail_checkpoint"]) {
    await db.prisma.$executeRawUnsafe(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  }
  for (const sql of statements) expect(await db.prisma.$executeRawUnsafe(sql)).toBeGreaterThan(0);
}

test("the gateway signs what holds, once for each state of the trail, and goes on from there", async () => {
  const signer = signerOf(makeKeyPair());
  expect(await checkpointTrail(gateway(), signer)).toEqual({ kind: "nothing_new" });
  await append(3);
  expect(await checkpointTrail(gateway(), signer)).toEqual({ kind: "signed", seq: 3n });
  expect(await checkpointTrail(gateway(), signer)).toEqual({ kind: "nothing_new" });
  await append(2);
  expect(await verified()).toMatchObject({ checked: 5, broken: null, signed: { seq: "3", isOwnKey: true } });
  expect(await checkpointTrail(gateway(), signer)).toEqual({ kind: "signed", seq: 5n });
  expect(await verified()).toMatchObject({ checked: 5, broken: null, signed: { seq: "5" } });
  expect(await verifyTrail(auditor(), { from: "2", until: "4" }, null)).toMatchObject({
    checked: 3,
    signed: { seq: "3", isOwnKey: false },
  });
});

test("a whole chain that somebody forged anew is not what was signed", async () => {
  await append(4);
  await checkpointTrail(gateway(), signerOf(makeKeyPair()));
  await tamper("DELETE FROM trail");
  await append(4, "as somebody wishes");
  expect(await verifyTrail(auditor(), {}, null)).toMatchObject({ broken: { seq: "4", fault: "rewritten" } });
  // With the checkpoint taken away and another one under a key of their own in its place.
  const own = makeKeyPair();
  const { hash } = await db.prisma.trail.findUniqueOrThrow({ where: { seq: 4n } });
  const at = new Date("2026-03-01T09:00:00Z");
  await tamper("DELETE FROM trail_checkpoint");
  const signature = signText(own.privateKey, checkpointText(4n, hash, at.getTime()));
  await db.prisma.trailCheckpoint.create({
    data: { seq: 4n, hash, at, publicKey: own.publicKey, signature },
  });
  expect(await verified()).toMatchObject({ broken: { seq: "4", fault: "forged" }, signed: null });
});

test("an end that is cut off is found, with the checkpoints that told of it or without them", async () => {
  const signer = signerOf(makeKeyPair());
  await append(6);
  await checkpointTrail(gateway(), signer);
  await tamper("DELETE FROM trail WHERE seq > 4");
  const lost = { broken: { seq: "6", fault: "truncated" } };
  expect(await verifyTrail(auditor(), {}, null)).toMatchObject(lost);
  await tamper("DELETE FROM trail_checkpoint");
  expect(await verifyTrail(auditor(), {}, null)).toMatchObject({ broken: null });
  expect(await verified()).toMatchObject(lost);
  // What is written in its place does not hide it, and the gateway signs no more.
  await append(5, "in its place");
  expect(await checkpointTrail(gateway(), signer)).toEqual({
    kind: "broken",
    broken: { seq: 6n, fault: "rewritten" },
  });
  expect(await db.prisma.trailCheckpoint.count()).toBe(0);
});

test("what an old key signed still holds after the key was replaced", async () => {
  await append(2);
  await checkpointTrail(gateway(), signerOf(makeKeyPair()));
  await append(2);
  expect(await checkpointTrail(gateway(), signerOf(makeKeyPair()))).toEqual({ kind: "signed", seq: 4n });
  expect(await verified()).toMatchObject({ broken: null, signed: { seq: "4", isOwnKey: true } });
});

test("refused: people sign nothing, and a checkpoint is neither changed nor deleted", async () => {
  await append(1);
  const signer = signerOf(makeKeyPair());
  await expect(checkpointTrail(auditor(), signer)).rejects.toMatchObject({ code: "forbidden" });
  await checkpointTrail(gateway(), signer);
  for (const sql of ["UPDATE trail_checkpoint SET hash = ''", "DELETE FROM trail_checkpoint"]) {
    await expect(db.prisma.$executeRawUnsafe(sql)).rejects.toThrow(/append-only/);
  }
});

test("raced: of gateways that sign at once, one does", async () => {
  await append(3);
  const signer = signerOf(makeKeyPair());
  const done = await Promise.all(Array.from({ length: 4 }, () => checkpointTrail(gateway(), signer)));
  expect(done.filter(({ kind }) => kind === "signed")).toHaveLength(1);
  expect(await db.prisma.trailCheckpoint.count()).toBe(1);
  expect(await verified()).toMatchObject({ broken: null, signed: { seq: "3" } });
});

test("the command line says how far the trail is signed, and what does not hold", async () => {
  process.env.CURFEW_DATA = folder;
  witnessFile = path.join(folder, "trail-witness.json");
  try {
    await append(2);
    await checkpointTrail(gateway(), signerOf(makeKeyPair()));
    const said: string[] = [];
    const ctx = contextOf(db, systemActor("cli"));
    expect(await checkTrail(ctx, {}, (line) => said.push(line))).toBe(0);
    await tamper("DELETE FROM trail WHERE seq = 2");
    expect(await checkTrail(ctx, {}, (line) => said.push(line))).toBe(1);
    expect(await checkTrail(ctx, { json: true }, (line) => said.push(line))).toBe(1);
    expect(said).toEqual([
      "2 entries: every link holds. Signed by the gateway up to entry 2 at 2026-03-01T08:30:00.000Z.",
      "Entry 2 does not hold: the gateway signed it, and it is no longer there.",
      expect.stringContaining('"broken":{"seq":"2","fault":"truncated"}'),
    ]);
  } finally {
    delete process.env.CURFEW_DATA;
  }
});
