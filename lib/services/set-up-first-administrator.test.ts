import { afterEach, beforeEach, expect, test } from "vitest";
import { findSignedIn } from "@/lib/auth/find-signed-in";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { createOperator } from "./create-operator";
import { issueSetUpToken } from "./issue-set-up-token";
import { readSetUp } from "./read-set-up";
import { setUpFirstAdministrator } from "./set-up-first-administrator";
import { SET_UP_MS } from "./set-up-token";

const NOW = new Date("2026-03-01T08:00:00Z");
const FROM = { address: "127.0.0.1", userAgent: "test", previousToken: undefined };

let db: TestDatabase;
beforeEach(async () => {
  db = await makeTestDatabase();
});
afterEach(() => db.drop());

function context(name: "web" | "set-up" = "web", now = NOW): Context {
  return { actor: { kind: "system", name }, now, db };
}
const person = { name: "a.novak", displayName: "Anna Novák", password: "a long sentence works" };

async function issued(): Promise<string> {
  const made = await issueSetUpToken(context("set-up"));
  if (!made) throw new Error("no token");
  return made.token;
}

test("100 at once make one administrator, signed in, and it is on the trail once", async () => {
  const token = await issued();
  const posts = Array.from({ length: 100 }, (_, n) =>
    setUpFirstAdministrator(context(), { ...person, name: `admin-${n}`, token }, FROM),
  );
  const results = await Promise.allSettled(posts);
  const won = results.filter((result) => result.status === "fulfilled");
  expect(won).toHaveLength(1);
  for (const result of results) {
    if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "not_found" });
  }
  const operators = await db.prisma.operator.findMany();
  expect(operators).toMatchObject([{ role: "administrator" }]);
  expect(await db.prisma.trail.count({ where: { name: "operator.create" } })).toBe(1);
  const signedIn = await findSignedIn(db, won[0]?.value.token, NOW, true);
  expect(signedIn?.actor).toMatchObject({ operatorId: operators[0]?.id, role: "administrator" });
});

test("afterwards there is no set-up: no page, no new link", async () => {
  const token = await issued();
  await setUpFirstAdministrator(context(), { ...person, token }, FROM);
  expect(await readSetUp(context(), token)).toEqual({ kind: "closed" });
  expect(await issueSetUpToken(context("set-up"))).toBeNull();
  const again = setUpFirstAdministrator(context(), { ...person, name: "b", token }, FROM);
  await expect(again).rejects.toMatchObject({ code: "not_found" });
});

test("the link runs out after an hour and the page says so", async () => {
  const token = await issued();
  expect(await readSetUp(context(), token)).toMatchObject({ kind: "open" });
  const late = context("web", new Date(NOW.getTime() + SET_UP_MS));
  expect(await readSetUp(late, token)).toMatchObject({ kind: "expired" });
  const post = setUpFirstAdministrator(late, { ...person, token }, FROM);
  await expect(post).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("Restart"),
  });
  expect(await db.prisma.operator.count()).toBe(0);
});

test("a newer link ends the earlier one; a wrong one tells nothing", async () => {
  const first = await issued();
  const second = await issued();
  expect(await readSetUp(context(), first)).toEqual({ kind: "wrong" });
  expect(await readSetUp(context(), undefined)).toEqual({ kind: "wrong" });
  expect(await readSetUp(context(), second)).toMatchObject({ kind: "open", database: { isDurable: true } });
  const post = setUpFirstAdministrator(context(), { ...person, token: first }, FROM);
  await expect(post).rejects.toMatchObject({ code: "forbidden" });
});

test.each([
  ["name", { name: "" }],
  ["name", { name: "two words" }],
  ["displayName", { displayName: " " }],
  ["displayName", { displayName: "Anna‮Novak" }],
  ["password", { password: "eleven char" }],
  ["password", { password: "x".repeat(1001) }],
])("a bad %s is told beside its field and the link stays good", async (field, bad) => {
  const token = await issued();
  const post = setUpFirstAdministrator(context(), { ...person, ...bad, token }, FROM);
  await expect(post).rejects.toMatchObject({ code: "invalid_input", field });
  expect(await readSetUp(context(), token)).toMatchObject({ kind: "open" });
});

test("the stored link cannot be used: only its hash is kept", async () => {
  const token = await issued();
  const setting = await db.prisma.setting.findMany();
  expect(JSON.stringify(setting)).not.toContain(token);
});

test("creating an operator takes the permission, a free name and a password that is long enough", async () => {
  const auditor = { kind: "operator", operatorId: 1, name: "x", role: "auditor" } as const;
  const input = { ...person, role: "auditor" };
  await expect(createOperator({ ...context(), actor: auditor }, input)).rejects.toMatchObject({
    code: "forbidden",
  });
  await createOperator(context("set-up"), input);
  const again = createOperator(context("set-up"), input);
  await expect(again).rejects.toMatchObject({ code: "conflict", field: "name" });
  expect(await db.prisma.trail.count({ where: { name: "operator.create" } })).toBe(1);
});
