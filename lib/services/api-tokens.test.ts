import { afterAll, beforeAll, expect, test } from "vitest";
import { findApiActor, hashApiToken } from "@/lib/auth/api-token";
import { can } from "@/lib/domain/permission";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { createApiToken } from "./create-api-token";
import { readApiTokens } from "./read-api-tokens";
import { revokeApiToken } from "./revoke-api-token";
import { contextOf, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const administrator = () => contextOf(db, operatorActor(1, "administrator"));
const form = {
  label: "Collector",
  role: "auditor",
  scopes: ["read", "ingest"],
  group: "Lab",
  expiresInDays: 1,
};

test("a token is shown once: its hash alone is kept, and the trail does not hold it", async () => {
  const made = await createApiToken(administrator(), form);
  expect(made.token).toMatch(/^cf_api_[A-Za-z0-9_-]{43}$/);
  const kept = await db.prisma.apiToken.findUniqueOrThrow({ where: { id: made.tokenId } });
  expect(kept).toMatchObject({ hash: hashApiToken(made.token), scopes: ["ingest", "read"], group: "Lab" });
  expect(kept.expiresAt.toISOString()).toBe("2026-03-02T08:30:00.000Z");
  const trail = await db.prisma.trail.findMany({ where: { subject: `api-token:${made.tokenId}` } });
  expect(trail).toMatchObject([
    { name: "api_token.create", detail: { label: "Collector", role: "auditor" } },
  ]);
  expect(JSON.stringify(trail.map((entry) => entry.detail))).not.toContain(made.token.slice(7));
  const listed = await readApiTokens(administrator());
  expect(JSON.stringify(listed)).not.toContain(kept.hash);
});

test("it stands for its role within its scopes, until it expires or is revoked", async () => {
  const { now } = administrator();
  const made = await createApiToken(administrator(), { ...form, role: "operator", scopes: ["read"] });
  const actor = await findApiActor(db, made.token, now, "10.0.0.7");
  expect(actor).toMatchObject({ kind: "token", tokenId: made.tokenId, name: "Collector", role: "operator" });
  if (!actor) return;
  expect(can(actor, "session.read")).toBe(true);
  // Of the scope, but beyond the role; of the role, but beyond the scope.
  expect(can(actor, "trail.read")).toBe(false);
  expect(can(actor, "logoff.request")).toBe(false);
  expect(can(actor, "event.ingest")).toBe(false);
  expect(await db.prisma.apiToken.findUniqueOrThrow({ where: { id: made.tokenId } })).toMatchObject({
    lastUsedAt: now,
    lastAddress: "10.0.0.7",
  });
  expect(await findApiActor(db, made.token, new Date(now.getTime() + 86_400_000))).toBeNull();
  expect(await findApiActor(db, `cf_api_${"x".repeat(43)}`, now)).toBeNull();
  await revokeApiToken(administrator(), { tokenId: made.tokenId });
  expect(await findApiActor(db, made.token, now)).toBeNull();
});

test("no token makes or revokes another, whatever its role and scopes", async () => {
  const scopes = ["ingest", "read", "orders", "webapi"];
  const made = await createApiToken(administrator(), { ...form, role: "administrator", scopes });
  const actor = await findApiActor(db, made.token, administrator().now);
  if (!actor) throw new Error("the token is not found");
  const ctx = contextOf(db, actor);
  await expect(createApiToken(ctx, form)).rejects.toMatchObject({ code: "forbidden" });
  await expect(revokeApiToken(ctx, { tokenId: made.tokenId })).rejects.toMatchObject({ code: "forbidden" });
  await expect(readApiTokens(ctx)).rejects.toMatchObject({ code: "forbidden" });
});

test("refused: whoever is not an administrator, and a token without bounds", async () => {
  const operator = contextOf(db, operatorActor(1, "operator"));
  const before = await db.prisma.apiToken.count();
  await expect(createApiToken(operator, form)).rejects.toMatchObject({ code: "forbidden" });
  await expect(revokeApiToken(operator, { tokenId: 1 })).rejects.toMatchObject({ code: "forbidden" });
  await expect(readApiTokens(operator)).rejects.toMatchObject({ code: "forbidden" });
  for (const bad of [
    { label: " " },
    { role: "root" },
    { scopes: [] },
    { expiresInDays: 0 },
    { expiresInDays: 1826 },
  ]) {
    await expect(createApiToken(administrator(), { ...form, ...bad })).rejects.toMatchObject({
      code: "invalid_input",
      field: Object.keys(bad)[0],
    });
  }
  await expect(createApiToken(administrator(), { ...form, scopes: ["all"] })).rejects.toMatchObject({
    code: "invalid_input",
    field: "scopes.0",
  });
  expect(await db.prisma.apiToken.count()).toBe(before);
});

test("raced: a token is revoked once", async () => {
  const { tokenId } = await createApiToken(administrator(), form);
  const answers = await Promise.allSettled(
    Array.from({ length: 5 }, () => revokeApiToken(administrator(), { tokenId })),
  );
  expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
  const entries = { subject: `api-token:${tokenId}`, name: "api_token.revoke" };
  expect(await db.prisma.trail.count({ where: entries })).toBe(1);
  await expect(revokeApiToken(administrator(), { tokenId: 99_999 })).rejects.toMatchObject({
    code: "not_found",
  });
});
