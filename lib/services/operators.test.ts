import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findSignedIn } from "@/lib/auth/find-signed-in";
import { verifyPassword } from "@/lib/auth/password";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { beginSignIn } from "./begin-sign-in";
import { changeOperator } from "./change-operator";
import { changePassword } from "./change-password";
import { createOperator } from "./create-operator";
import { inviteOperator } from "./invite-operator";
import { issuePasswordLink, issuePasswordLinkOf } from "./issue-password-link";
import { LINK_MS } from "./password-link";
import { readOperator, readOperators, readOwnAccount } from "./read-operators";
import { readPasswordLink } from "./read-password-link";
import { revokeSignIn } from "./revoke-sign-in";
import { setPassword } from "./set-password";
import { signIn } from "./sign-in";
import { switchOperator } from "./switch-operator";
import { contextOf, operatorActor } from "./testing/make-fleet";

const AT = "2026-03-01T08:30:00Z";
const FROM = { address: "127.0.0.1", userAgent: "test", previousToken: undefined };
const PASSWORD = "a long sentence works";
const EVERYTHING = { hosts: [], groups: [] };

let db: TestDatabase;
/** Two administrators, who watch each other. */
let first: number;
let second: number;

beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.prisma.operator.updateMany({ data: { disabledAt: new Date(AT) } });
  first = await make("administrator");
  second = await make("administrator");
});

const web = (at = AT) => contextOf(db, { kind: "system", name: "web" }, at);
const setUp = () => contextOf(db, { kind: "system", name: "set-up" }, AT);
const as = (id: number, role: "auditor" | "operator" | "administrator" = "administrator", at = AT) =>
  contextOf(db, operatorActor(id, role), at);

async function make(role: string, name = `op-${randomUUID().slice(0, 8)}`): Promise<number> {
  const made = await createOperator(setUp(), { name, displayName: "Op", role, password: PASSWORD });
  return made.operatorId;
}
const nameOf = async (id: number) => (await db.prisma.operator.findUniqueOrThrow({ where: { id } })).name;
const signInOf = (id: number, at = AT) =>
  db.prisma.$transaction((tx) =>
    beginSignIn(tx, new Date(at), { kind: "operator", operatorId: id, name: "x", role: "operator" }, FROM),
  );
const isIn = async (token: string, at = AT) => (await findSignedIn(db, token, new Date(at), false)) !== null;
const trailOf = async (id: number) =>
  (await db.prisma.trail.findMany({ where: { subject: `operator:${id}` }, orderBy: { seq: "asc" } })).map(
    ({ name }) => name,
  );
const invited = (more = {}) =>
  inviteOperator(as(first), {
    name: `new-${randomUUID().slice(0, 8)}`,
    displayName: "New Person",
    role: "operator",
    scope: { hosts: ["WS-*", "ws-*"], groups: ["Sales"] },
    ...more,
  });
const tokenOf = (path: string) => new URLSearchParams(path.split("?")[1]).get("token") ?? "";

test("an operator is invited, sets a password once, and is signed in; the link is kept as a hash alone", async () => {
  const link = await invited();
  const token = tokenOf(link.path);
  expect(JSON.stringify(await db.prisma.passwordLink.findMany())).not.toContain(token);
  expect(await signIn(web(), { name: link.name, password: PASSWORD }, FROM)).toEqual({ kind: "refused" });
  expect(await readPasswordLink(web(), token)).toMatchObject({ kind: "open", displayName: "New Person" });

  const begun = await setPassword(web(), { token, password: "another long sentence" }, FROM);
  expect(await isIn(begun.token)).toBe(true);
  expect(await readPasswordLink(web(), token)).toEqual({ kind: "wrong" });
  await expect(setPassword(web(), { token, password: PASSWORD }, FROM)).rejects.toMatchObject({
    code: "conflict",
    message: "This link was used, or replaced by a newer one. Ask an administrator for a new one.",
  });
  expect(await trailOf(link.operatorId)).toEqual([
    "operator.create",
    "operator.link",
    "operator.sign_in_refused",
    "operator.set_password",
    "operator.sign_in",
  ]);
  const { operator, signIns } = await readOperator(as(first), link.operatorId);
  expect(operator).toMatchObject({ hasPassword: true, scope: { hosts: ["ws-*"], groups: ["Sales"] } });
  expect(signIns).toHaveLength(1);
});

test("raced: one link used by twenty at once sets one password", async () => {
  const token = tokenOf((await invited()).path);
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => setPassword(web(), { token, password: `${PASSWORD} ${n}` }, FROM)),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("raced: a name given twenty times at once is one operator", async () => {
  const name = `twin-${randomUUID().slice(0, 8)}`;
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => invited({ name })));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const answer of answers) {
    if (answer.status === "rejected")
      expect(answer.reason).toMatchObject({ code: "conflict", field: "name" });
  }
});

test("a link runs out, and a newer one takes its place; the old password works until then", async () => {
  const link = await invited();
  const late = new Date(Date.parse(AT) + LINK_MS).toISOString();
  expect(await readPasswordLink(web(late), tokenOf(link.path))).toMatchObject({ kind: "expired" });
  await expect(
    setPassword(web(late), { token: tokenOf(link.path), password: PASSWORD }, FROM),
  ).rejects.toMatchObject({ message: "This link has run out. Ask an administrator for a new one." });

  const again = await issuePasswordLink(as(first), { operatorId: second });
  const newest = await issuePasswordLink(as(first), { operatorId: second });
  expect(await readPasswordLink(web(), tokenOf(again.path))).toEqual({ kind: "wrong" });
  const name = await nameOf(second);
  expect(await signIn(web(), { name, password: PASSWORD }, FROM)).toMatchObject({ kind: "signed-in" });
  const old = await signInOf(second);
  await setPassword(web(), { token: tokenOf(newest.path), password: "another long sentence" }, FROM);
  expect(await isIn(old.token)).toBe(false);
  expect(await signIn(web(), { name, password: PASSWORD }, FROM)).toEqual({ kind: "refused" });
});

test("whoever stands at the machine makes a link by name, for the last administrator too", async () => {
  await switchOperator(as(first), { operatorId: second, isEnabled: false });
  const link = await issuePasswordLinkOf(setUp(), { name: await nameOf(first) });
  await setPassword(web(), { token: tokenOf(link.path), password: "another long sentence" }, FROM);
  await expect(issuePasswordLinkOf(setUp(), { name: await nameOf(second) })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(issuePasswordLinkOf(setUp(), { name: "nobody.at-all" })).rejects.toMatchObject({
    code: "not_found",
    field: "name",
  });
  await expect(issuePasswordLinkOf(as(first, "operator"), { name: "x" })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test.each([
  ["scope.hosts.0", { scope: { hosts: ["WS 1"], groups: [] } }],
  ["scope.hosts.0", { scope: { hosts: ["*".repeat(9)], groups: [] } }],
  ["scope.hosts", { scope: { hosts: Array.from({ length: 21 }, (_, n) => `H${n}`), groups: [] } }],
  ["scope.groups.0", { scope: { hosts: [], groups: [" "] } }],
  ["role", { role: "root" }],
  ["displayName", { displayName: "Anna\u202eNovak" }],
])("a bad %s is told beside its field, and nothing is written", async (field, bad) => {
  const before = await db.prisma.trail.count();
  await expect(invited(bad)).rejects.toMatchObject({ code: "invalid_input", field });
  expect(await db.prisma.trail.count()).toBe(before);
});

test("role and scope change at once, and the trail tells from what to what", async () => {
  const id = await make("operator");
  await changeOperator(as(first), {
    operatorId: id,
    displayName: "Renamed",
    role: "auditor",
    scope: { hosts: ["TS-0?"], groups: [] },
  });
  const { token } = await signInOf(id);
  expect((await findSignedIn(db, token, new Date(AT), false))?.actor.role).toBe("auditor");
  const entry = await db.prisma.trail.findFirstOrThrow({
    where: { name: "operator.change" },
    orderBy: { seq: "desc" },
  });
  expect(entry.detail).toMatchObject({
    before: { role: "operator", scope: EVERYTHING },
    after: { role: "auditor", scope: { hosts: ["TS-0?"] } },
  });
});

test("refused: one's own role, one's own end, one's own link, and everything without the permission", async () => {
  const own = { operatorId: first, displayName: "Me", role: "administrator", scope: EVERYTHING };
  const attempts = (ctx: ReturnType<typeof as>, operatorId: number) => [
    changeOperator(ctx, { ...own, operatorId }),
    switchOperator(ctx, { operatorId, isEnabled: false }),
    issuePasswordLink(ctx, { operatorId }),
  ];
  const before = await db.prisma.trail.count();
  const codesOf = async (tried: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(tried)).map((one) => (one.status === "rejected" ? one.reason.code : "ok"));
  expect(await codesOf(attempts(as(first), first))).toEqual(["forbidden", "forbidden", "forbidden"]);
  for (const role of ["auditor", "operator"] as const) {
    const ctx = as(first, role);
    const tried = [...attempts(ctx, second), readOperators(ctx), inviteOperator(ctx, {})];
    expect(new Set(await codesOf(tried))).toEqual(new Set(["forbidden"]));
  }
  expect(await db.prisma.trail.count()).toBe(before);
  expect(new Set(await codesOf(attempts(as(first), 999_999)))).toEqual(new Set(["not_found"]));
});

test("the last administrator who can sign in is neither demoted nor disabled", async () => {
  await switchOperator(as(first), { operatorId: second, isEnabled: false });
  // Of a process that stands above: nobody could do this by themselves.
  const last = { operatorId: first, displayName: "Last", role: "operator", scope: EVERYTHING };
  await expect(changeOperator(setUp(), last)).rejects.toMatchObject({ code: "conflict" });
  await expect(switchOperator(setUp(), { operatorId: first, isEnabled: false })).rejects.toMatchObject({
    code: "conflict",
    message: "This is the last administrator: make another one first.",
  });
  await invited({ role: "administrator" });
  await expect(changeOperator(setUp(), last)).rejects.toMatchObject({ code: "conflict" });
});

test("raced: two administrators who end each other at once leave one", async () => {
  const demote = (by: number, operatorId: number) =>
    changeOperator(as(by), { operatorId, displayName: "x", role: "auditor", scope: EVERYTHING });
  const disable = (by: number, operatorId: number) =>
    switchOperator(as(by), { operatorId, isEnabled: false });
  for (const act of [demote, disable]) {
    [first, second] = [await make("administrator"), await make("administrator")];
    const answers = await Promise.allSettled([act(first, second), act(second, first)]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const left = await db.prisma.operator.count({
      where: { id: { in: [first, second] }, role: "administrator", disabledAt: null },
    });
    expect(left).toBe(1);
  }
});

test("disabling ends every sign-in and the link; enabling brings neither back", async () => {
  const link = await issuePasswordLink(as(first), { operatorId: second });
  const here = [await signInOf(second), await signInOf(second)];
  expect(await switchOperator(as(first), { operatorId: second, isEnabled: false })).toMatchObject({
    ended: 2,
  });
  for (const { token } of here) expect(await isIn(token)).toBe(false);
  const name = await nameOf(second);
  expect(await signIn(web(), { name, password: PASSWORD }, FROM)).toEqual({ kind: "refused" });
  await expect(switchOperator(as(first), { operatorId: second, isEnabled: false })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(issuePasswordLink(as(first), { operatorId: second })).rejects.toMatchObject({
    code: "conflict",
  });
  await switchOperator(as(first), { operatorId: second, isEnabled: true });
  for (const { token } of here) expect(await isIn(token)).toBe(false);
  expect(await readPasswordLink(web(), tokenOf(link.path))).toEqual({ kind: "wrong" });
  expect(await signIn(web(), { name, password: PASSWORD }, FROM)).toMatchObject({ kind: "signed-in" });
});

test("a sign-in is revoked by its owner and by administrators, by nobody else, once", async () => {
  const id = await make("operator");
  const { token } = await signInOf(id);
  const [open] = (await readOwnAccount(as(id, "operator"))).signIns;
  const signInId = open?.id ?? 0;
  const stranger = as(await make("operator"), "operator");
  await expect(revokeSignIn(stranger, { signInId })).rejects.toMatchObject({ code: "not_found" });
  expect(await isIn(token)).toBe(true);
  const answers = await Promise.allSettled([
    revokeSignIn(as(id, "operator"), { signInId }),
    revokeSignIn(as(first), { signInId }),
  ]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await isIn(token)).toBe(false);
  expect((await trailOf(id)).filter((name) => name === "operator.revoke_sign_in")).toHaveLength(1);
});

test("one's own password takes the present one, and ends the other sign-ins", async () => {
  const id = await make("auditor");
  const [here, elsewhere] = [await signInOf(id), await signInOf(id)];
  const change = (current: string, password: string) =>
    changePassword(as(id, "auditor"), { current, password }, here.token);
  await expect(change("not this one at all", PASSWORD)).rejects.toMatchObject({ field: "current" });
  await expect(change(PASSWORD, "too short")).rejects.toMatchObject({ field: "password" });
  expect(await change(PASSWORD, "another long sentence")).toEqual({ ended: 1 });
  expect([await isIn(here.token), await isIn(elsewhere.token)]).toEqual([true, false]);
  const { passwordHash } = await db.prisma.operator.findUniqueOrThrow({ where: { id } });
  expect(await verifyPassword(passwordHash, "another long sentence")).toBe(true);
  expect(await trailOf(id)).toContain("operator.change_password");
});

test("raced: the present password opens one change; guesses are limited", async () => {
  const id = await make("operator");
  const answers = await Promise.allSettled(
    Array.from({ length: 4 }, (_, n) =>
      changePassword(as(id, "operator"), { current: PASSWORD, password: `${PASSWORD} ${n}` }, undefined),
    ),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const guess = () =>
    changePassword(
      as(id, "operator", "2026-03-01T09:30:00Z"),
      { current: "wrong", password: PASSWORD },
      undefined,
    );
  const guesses = await Promise.allSettled(Array.from({ length: 12 }, guess));
  const codes = guesses.map((one) => (one.status === "rejected" ? one.reason.code : "ok"));
  expect(codes.filter((code) => code === "unavailable")).toHaveLength(2);
});
