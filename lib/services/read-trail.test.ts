import { afterAll, beforeAll, expect, test } from "vitest";
import { appendTrail } from "@/lib/storage/append-trail";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { readEnrolment } from "./read-enrolment";
import { readTrail } from "./read-trail";
import { contextOf, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
  for (let n = 1; n <= 120; n++) {
    const entry = {
      name: n % 2 === 0 ? "order.request" : "operator.sign_in",
      actor: operatorActor(n % 3 === 0 ? 3 : 1),
      subject: `order:${n}`,
      detail: { n },
    };
    await db.prisma.$transaction((tx) => appendTrail(tx, new Date("2026-03-01T08:00:00Z"), entry));
  }
});
afterAll(() => db.drop());

const auditor = () => contextOf(db, operatorActor(1, "auditor"));
const seqs = async (filter: object) =>
  (await readTrail(auditor(), filter)).entries.map(({ seq }) => Number(seq));

test("newest first, in pages that meet", async () => {
  const first = await readTrail(auditor(), {});
  expect(first.entries.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 100 }, (_, i) => 120 - i));
  expect(await seqs({ before: first.next })).toEqual(Array.from({ length: 20 }, (_, i) => 20 - i));
  expect(first.total).toBe(120);
});

test("and back up: the newest page has nothing newer, however it was reached", async () => {
  const second = await readTrail(auditor(), { before: (await readTrail(auditor(), {})).next });
  const above = await readTrail(auditor(), { after: second.previous });
  expect(above.entries.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 100 }, (_, i) => 120 - i));
  expect([above.previous, above.next]).toEqual([null, "21"]);
  const middle = await readTrail(auditor(), { after: "10" });
  expect(middle.entries.map(({ seq }) => Number(seq))).toEqual(
    Array.from({ length: 100 }, (_, i) => 110 - i),
  );
  expect([middle.previous, middle.next]).toEqual(["110", "11"]);
});

test("filtered by the beginning of a name or an actor, and by a whole subject", async () => {
  expect(await seqs({ name: "order", actor: "op-3" })).toEqual(
    Array.from({ length: 20 }, (_, i) => 120 - 6 * i),
  );
  expect(await seqs({ subject: "order:12" })).toEqual([12]);
  expect(await seqs({ name: "%" })).toEqual([]);
  expect(await seqs({ actor: "op_1" })).toEqual([]);
  expect(await seqs({ name: "operator.sign_in", subject: "order:11" })).toEqual([11]);
});

test("whatever the URL says is read, and the chain is verified on demand", async () => {
  expect(await seqs({ before: "x", name: "\0", open: "1'", verify: "2" })).toHaveLength(100);
  expect((await readTrail(auditor(), {})).verified).toBeNull();
  expect((await readTrail(auditor(), { verify: "1" })).verified).toEqual({
    checked: 120,
    total: 120,
    broken: null,
    signed: null,
  });
});

test("refused: an operator reads neither the trail nor enrolment", async () => {
  const operator = contextOf(db, operatorActor(1, "operator"));
  await expect(readTrail(operator, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(readEnrolment(operator, {})).rejects.toMatchObject({ code: "forbidden" });
});

test("enrolment shows fingerprints of keys, and no hash of a token", async () => {
  const now = new Date("2026-03-01T08:00:00Z");
  const host = await db.prisma.host.create({ data: { name: "TS-01", platform: "linux", createdAt: now } });
  const publicKey = Buffer.alloc(32, 7).toString("base64url");
  await db.prisma.agent.create({ data: { hostId: host.id, publicKey, version: "0.1.0", enrolledAt: now } });
  await db.prisma.enrolmentToken.create({
    data: {
      hash: "secret",
      label: "Lab",
      usesLeft: 1,
      createdAt: now,
      expiresAt: now,
      createdBy: operatorActor(1),
    },
  });
  const seen = await readEnrolment(contextOf(db, operatorActor(1, "administrator")), { q: "ts-" });
  expect(seen.agents).toMatchObject([
    { hostName: "TS-01", fingerprint: expect.stringMatching(/^[\w+/]{43}=$/) },
  ]);
  expect(JSON.stringify(seen.tokens)).not.toContain("secret");
});
