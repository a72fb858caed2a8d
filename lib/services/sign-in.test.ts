import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findSignedIn } from "@/lib/auth/find-signed-in";
import { ABSOLUTE_MS, IDLE_MS, makeToken } from "@/lib/auth/sign-in-token";
import { ATTEMPTS, WINDOW_MS } from "@/lib/auth/throttle";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { SignInFrom } from "./begin-sign-in";
import type { Context } from "./context";
import { createOperator } from "./create-operator";
import { signIn } from "./sign-in";
import { signOut } from "./sign-out";

const NOW = new Date("2026-03-01T08:00:00Z");
const PASSWORD = "a long sentence works";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
  await createOperator(context({ kind: "system", name: "set-up" }), {
    name: "A.Novak",
    displayName: "Anna Novák",
    password: PASSWORD,
    role: "operator",
  });
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.prisma.throttle.deleteMany();
  await db.prisma.operator.updateMany({ data: { disabledAt: null } });
});

function context(actor: Context["actor"] = { kind: "system", name: "web" }, now = NOW): Context {
  return { actor, now, db };
}
function from(over: Partial<SignInFrom> = {}): SignInFrom {
  return { address: "10.0.0.9", userAgent: "test", previousToken: undefined, ...over };
}
const later = (ms: number) => new Date(NOW.getTime() + ms);

async function token(over: Partial<SignInFrom> = {}): Promise<string> {
  const outcome = await signIn(context(), { name: "a.novak", password: PASSWORD }, from(over));
  if (outcome.kind !== "signed-in") throw new Error(outcome.kind);
  return outcome.token;
}

test("a right password signs in, whatever the case of the name, and it is on the trail", async () => {
  const outcome = await signIn(context(), { name: " A.NOVAK ", password: PASSWORD }, from());
  expect(outcome).toMatchObject({ kind: "signed-in", expiresAt: later(ABSOLUTE_MS) });
  const entry = await db.prisma.trail.findFirst({ orderBy: { seq: "desc" } });
  expect(entry).toMatchObject({ name: "operator.sign_in", detail: { address: "10.0.0.9" } });
  expect(entry?.actor).toMatchObject({ kind: "operator", name: "a.novak", role: "operator" });
});

test("a wrong password and an unknown name are refused in the same words, and told apart on the trail alone", async () => {
  const wrong = await signIn(context(), { name: "a.novak", password: "wrong" }, from());
  const unknown = await signIn(context(), { name: "nobody", password: "my secret typed too early" }, from());
  expect(wrong).toEqual({ kind: "refused" });
  expect(unknown).toEqual(wrong);
  const told = await db.prisma.trail.findMany({
    where: { name: "operator.sign_in_refused" },
    orderBy: { seq: "desc" },
  });
  expect(told[0]).toMatchObject({ subject: "operator:unknown" });
  expect(told[1]?.subject).toMatch(/^operator:\d+$/);
  expect(JSON.stringify(told, (_, value) => (typeof value === "bigint" ? `${value}` : value))).not.toContain(
    "nobody",
  );
});

test("a disabled operator is refused with the right password", async () => {
  await db.prisma.operator.updateMany({ data: { disabledAt: NOW } });
  expect(await signIn(context(), { name: "a.novak", password: PASSWORD }, from())).toEqual({
    kind: "refused",
  });
});

test("missing input names its field", async () => {
  await expect(signIn(context(), { name: "", password: "x" }, from())).rejects.toMatchObject({
    field: "name",
  });
  await expect(signIn(context(), { name: "x" }, from())).rejects.toMatchObject({ field: "password" });
  const long = { name: "x", password: "x".repeat(1001) };
  await expect(signIn(context(), long, from())).rejects.toMatchObject({
    code: "invalid_input",
    field: "password",
  });
});

test("500 at once: exactly the limit gets to the password check", async () => {
  const attempts = Array.from({ length: 500 }, (_, n) =>
    signIn(
      context(),
      { name: "a.novak", password: `guess ${n}` },
      from({ address: `10.1.${n >> 8}.${n & 255}` }),
    ),
  );
  const outcomes = await Promise.all(attempts);
  expect(outcomes.filter(({ kind }) => kind === "refused")).toHaveLength(ATTEMPTS);
  expect(outcomes.filter(({ kind }) => kind === "throttled")).toHaveLength(500 - ATTEMPTS);
  expect(await signIn(context(), { name: "a.novak", password: PASSWORD }, from())).toMatchObject({
    kind: "throttled",
    until: later(WINDOW_MS),
  });
});

test("one address guessing at many names is stopped, and locks nobody out beyond its limit", async () => {
  const guess = (name: string) =>
    signIn(context(), { name, password: "guess" }, from({ address: "10.2.0.1" }));
  for (let n = 0; n < ATTEMPTS; n++) expect(await guess(`name-${n}`)).toEqual({ kind: "refused" });
  expect(await guess("a.novak")).toMatchObject({ kind: "throttled" });
  expect(await signIn(context(), { name: "a.novak", password: PASSWORD }, from())).toMatchObject({
    kind: "signed-in",
  });
});

test("the next window begins anew", async () => {
  const guess = (now: Date) =>
    signIn(context(undefined, now), { name: "a.novak", password: "guess" }, from());
  for (let n = 0; n < ATTEMPTS; n++) await guess(NOW);
  expect(await guess(NOW)).toMatchObject({ kind: "throttled" });
  expect(await guess(later(WINDOW_MS))).toEqual({ kind: "refused" });
});

test("right passwords are no attempts: an office signs in from one address", async () => {
  for (let n = 0; n < ATTEMPTS + 5; n++) await token();
});

test("a token planted in the browser beforehand never becomes a sign-in", async () => {
  const planted = makeToken().token;
  const fresh = await token({ previousToken: planted });
  expect(fresh).not.toBe(planted);
  expect(await findSignedIn(db, planted, NOW, true)).toBeNull();
  expect(await findSignedIn(db, fresh, NOW, true)).toMatchObject({ displayName: "Anna Novák" });
});

test("signing in again ends the sign-in that the browser had", async () => {
  const first = await token();
  const second = await token({ previousToken: first });
  expect(await findSignedIn(db, first, NOW, true)).toBeNull();
  expect(await findSignedIn(db, second, NOW, true)).not.toBeNull();
});

test("signing out, revoking and disabling work at once", async () => {
  const mine = await token();
  const signedIn = await findSignedIn(db, mine, NOW, true);
  if (!signedIn) throw new Error("not signed in");
  await signOut(context(signedIn.actor), mine);
  expect(await findSignedIn(db, mine, NOW, true)).toBeNull();
  expect(await db.prisma.trail.findFirst({ orderBy: { seq: "desc" } })).toMatchObject({
    name: "operator.sign_out",
  });

  const revoked = await token();
  await db.prisma.signIn.updateMany({ data: { revokedAt: NOW } });
  expect(await findSignedIn(db, revoked, NOW, true)).toBeNull();

  const disabled = await token();
  await db.prisma.operator.updateMany({ data: { disabledAt: NOW } });
  expect(await findSignedIn(db, disabled, NOW, true)).toBeNull();
});

test("nobody signs another's token out", async () => {
  const theirs = await token();
  await signOut(context({ kind: "operator", operatorId: 999, name: "x", role: "operator" }), theirs);
  expect(await findSignedIn(db, theirs, NOW, true)).not.toBeNull();
});

test("a sign-in ends after an idle hour, and after twelve hours however busy", async () => {
  const idle = await token();
  expect(await findSignedIn(db, idle, later(IDLE_MS), false)).not.toBeNull();
  expect(await findSignedIn(db, idle, later(IDLE_MS + 1), false)).toBeNull();

  const busy = await token();
  for (let ms = 0; ms < ABSOLUTE_MS; ms += IDLE_MS / 2) {
    expect(await findSignedIn(db, busy, later(ms), true)).not.toBeNull();
  }
  expect(await findSignedIn(db, busy, later(ABSOLUTE_MS), true)).toBeNull();
});

test("a page that refreshes itself keeps no sign-in alive", async () => {
  const left = await token();
  for (let ms = 0; ms <= IDLE_MS; ms += IDLE_MS / 10) await findSignedIn(db, left, later(ms), false);
  expect(await findSignedIn(db, left, later(IDLE_MS + 1), false)).toBeNull();
});

test("a dump of the database holds no usable token and no password", async () => {
  const mine = await token();
  const dump = await db.pool.query(
    "SELECT row_to_json(s)::text AS row FROM sign_in s UNION ALL SELECT row_to_json(o)::text FROM operator o UNION ALL SELECT row_to_json(t)::text FROM trail t",
  );
  const text = dump.rows.map(({ row }: { row: string }) => row).join("\n");
  expect(text).not.toContain(mine);
  expect(text).not.toContain(PASSWORD);
  const stored = await db.prisma.signIn.findMany({ select: { tokenHash: true } });
  for (const { tokenHash } of stored) expect(await findSignedIn(db, tokenHash, NOW, true)).toBeNull();
});
