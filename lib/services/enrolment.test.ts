import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { createEnrolmentToken } from "./create-enrolment-token";
import { revokeAgent } from "./revoke-agent";
import { revokeEnrolmentToken } from "./revoke-enrolment-token";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";
import { tokenHash } from "./token-hash";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const administrator = () => contextOf(db, operatorActor(1, "administrator"));
const form = { label: "Lab hosts", group: "Lab", uses: 25, expiresInHours: 1 };

async function makeAgent() {
  const { hostIds } = await makeFleet(db, 1, 0);
  const [hostId = 0] = hostIds;
  const data = { hostId, publicKey: `key-${hostId}`, version: "0.1.0", enrolledAt: new Date() };
  return db.prisma.agent.create({ data });
}

test("a token is shown once: its hash alone is kept, and the trail does not hold it", async () => {
  const made = await createEnrolmentToken(administrator(), form);
  expect(made.token).toMatch(/^cf_enrol_[A-Za-z0-9_-]{43}$/);
  const kept = await db.prisma.enrolmentToken.findUniqueOrThrow({ where: { id: made.tokenId } });
  expect(kept).toMatchObject({ hash: tokenHash(made.token), label: "Lab hosts", group: "Lab", usesLeft: 25 });
  expect(kept.expiresAt.toISOString()).toBe("2026-03-01T09:30:00.000Z");
  const trail = await db.prisma.trail.findMany({ where: { subject: `token:${made.tokenId}` } });
  expect(trail).toMatchObject([{ name: "enrolment_token.create", detail: { label: "Lab hosts", uses: 25 } }]);
  expect(JSON.stringify(trail.map((entry) => entry.detail))).not.toContain(made.token.slice(9));
});

test("refused: whoever is not an administrator, and a token without bounds", async () => {
  const operator = contextOf(db, operatorActor(1, "operator"));
  const before = await db.prisma.enrolmentToken.count();
  await expect(createEnrolmentToken(operator, form)).rejects.toMatchObject({ code: "forbidden" });
  await expect(revokeEnrolmentToken(operator, { tokenId: 1 })).rejects.toMatchObject({ code: "forbidden" });
  await expect(revokeAgent(operator, { agentId: 1, reason: "x" })).rejects.toMatchObject({
    code: "forbidden",
  });
  for (const bad of [
    { uses: 0 },
    { uses: 1001 },
    { expiresInHours: 0 },
    { expiresInHours: 721 },
    { label: " " },
  ]) {
    await expect(createEnrolmentToken(administrator(), { ...form, ...bad })).rejects.toMatchObject({
      code: "invalid_input",
      field: Object.keys(bad)[0],
    });
  }
  expect(await db.prisma.enrolmentToken.count()).toBe(before);
});

test("raced: a token is revoked once", async () => {
  const { tokenId } = await createEnrolmentToken(administrator(), form);
  const answers = await Promise.allSettled(
    Array.from({ length: 5 }, () => revokeEnrolmentToken(administrator(), { tokenId })),
  );
  expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
  const entries = { subject: `token:${tokenId}`, name: "enrolment_token.revoke" };
  expect(await db.prisma.trail.count({ where: entries })).toBe(1);
  await expect(revokeEnrolmentToken(administrator(), { tokenId: 99_999 })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("an agent is revoked with its reason on the trail", async () => {
  const { id } = await makeAgent();
  expect(await revokeAgent(administrator(), { agentId: id, reason: "Stolen disk" })).toEqual({ agentId: id });
  expect(await db.prisma.agent.findUniqueOrThrow({ where: { id } })).toMatchObject({
    revokedWhy: "Stolen disk",
    revokedAt: administrator().now,
  });
  expect(await db.prisma.trail.findMany({ where: { subject: `agent:${id}` } })).toMatchObject([
    { name: "agent.revoke", detail: { reason: "Stolen disk" } },
  ]);
});

test("raced: an agent is revoked once, and the first reason stays", async () => {
  const { id } = await makeAgent();
  const answers = await Promise.allSettled(
    ["first", "second", "third"].map((reason) => revokeAgent(administrator(), { agentId: id, reason })),
  );
  const lost = answers.filter((answer) => answer.status === "rejected");
  expect(lost.map((answer) => answer.reason)).toMatchObject([{ code: "conflict" }, { code: "conflict" }]);
  expect(await db.prisma.trail.count({ where: { subject: `agent:${id}` } })).toBe(1);
  await expect(revokeAgent(administrator(), { agentId: 99_999, reason: "x" })).rejects.toMatchObject({
    code: "not_found",
  });
});
