import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { PolicyRule, PolicyTerms } from "@/lib/domain/policy";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { enforcePolicies } from "./enforce-policies";
import { readPolicies, readPolicy } from "./read-policies";
import { requestOrder } from "./request-order";
import { savePolicy } from "./save-policy";
import { simulatePolicy } from "./simulate-policy";
import { switchPolicy } from "./switch-policy";
import { contextOf, type Fleet, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
let fleet: Fleet;
const now = new Date("2026-03-02T12:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const admin = (at = now): Context => ({
  ...contextOf(db, operatorActor(fleet.operatorId, "administrator")),
  now: at,
});
const gateway = (at = now): Context => ({ actor: { kind: "system", name: "gateway" }, now: at, db });
const lastTrail = () => db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });

beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  fleet = await makeFleet(db, 2, 2);
  await report(now);
});
afterEach(async () => {
  await db.prisma.policy.deleteMany();
  await db.prisma.logoffOrder.deleteMany();
  await db.prisma.session.deleteMany();
  await db.prisma.liveSession.deleteMany();
});

const report = (at: Date) => db.prisma.host.updateMany({ data: { reportedAt: at } });
const turn = (index: number, state: string, since: Date) =>
  db.prisma.liveSession.update({
    where: { id: BigInt(fleet.sessionIds[index] ?? 0) },
    data: { state, stateSince: since, changedAt: since },
  });
const terms = (rule: PolicyRule, part: Partial<PolicyTerms> = {}): PolicyTerms => ({
  scope: { hosts: [], groups: [] },
  except: { associates: [], hosts: [] },
  rule,
  steps: { graceMinutes: 0, verb: "log_off", thenLogOffAfterMinutes: null },
  ...part,
});
const IDLE = terms({ kind: "idle", minutes: 60 });

async function makePolicy(of: PolicyTerms, to: "off" | "watching" | "on" = "on"): Promise<number> {
  const { policyId } = await savePolicy(admin(), { name: "Idle", terms: of });
  if (to !== "off") {
    await simulatePolicy(admin(), { policyId });
    await switchPolicy(admin(), { policyId, version: 1, to });
  }
  return policyId;
}
const orders = () => db.prisma.logoffOrder.findMany({ include: { targets: true }, orderBy: { id: "asc" } });

test("made, simulated, watched, switched on, changed, removed: each on the trail; changed terms are off again", async () => {
  const { policyId } = await savePolicy(admin(), { name: "Idle", terms: IDLE });
  expect(await lastTrail()).toMatchObject({ name: "policy.create", subject: `policy:${policyId}` });
  for (const to of ["watching", "on"]) {
    await expect(switchPolicy(admin(), { policyId, version: 1, to })).rejects.toThrow("Simulate it first");
  }
  await simulatePolicy(admin(), { policyId });
  expect(await lastTrail()).toMatchObject({ name: "policy.simulate" });
  await switchPolicy(admin(), { policyId, version: 1, to: "watching" });
  await switchPolicy(admin(), { policyId, version: 1, to: "on" });
  expect(await lastTrail()).toMatchObject({ name: "policy.switch", detail: { from: "watching", to: "on" } });
  await expect(switchPolicy(admin(), { policyId, version: 1, to: "on" })).rejects.toMatchObject({
    code: "conflict",
  });

  await savePolicy(admin(), { policyId, name: "Idle desks", terms: IDLE });
  expect((await readPolicies(admin()))[0]).toMatchObject({ name: "Idle desks", state: "on", version: 1 });
  await savePolicy(admin(), { policyId, name: "Idle desks", terms: terms({ kind: "idle", minutes: 90 }) });
  const [changed] = await readPolicies(admin());
  expect(changed).toMatchObject({ state: "off", version: 2, simulation: null });
  expect(changed?.sentence).toContain("90 minutes");
  await expect(switchPolicy(admin(), { policyId, version: 1, to: "on" })).rejects.toThrow(
    "changed in the meantime",
  );
  await switchPolicy(admin(), { policyId, version: 2, to: "removed" });
  expect(await readPolicy(admin(), { policyId })).toBeNull();
  await expect(simulatePolicy(admin(), { policyId })).rejects.toMatchObject({ code: "not_found" });
});

test("refused: others than administrators, and terms that make no sense", async () => {
  const operator = contextOf(db, operatorActor(fleet.operatorId, "operator"));
  for (const act of [savePolicy, simulatePolicy, switchPolicy]) {
    await expect(act(operator, {})).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(enforcePolicies(operator)).rejects.toMatchObject({ code: "forbidden" });
  const ids = { kind: "sessions", ids: fleet.sessionIds };
  const asPolicy = { requestKey: crypto.randomUUID(), targets: ids, reason: "x", requestedThrough: "policy" };
  await expect(requestOrder(operator, asPolicy)).rejects.toMatchObject({ field: "requestedThrough" });
  for (const [rule, field] of [
    [{ kind: "idle", minutes: 4 }, "terms.rule.minutes"],
    [{ kind: "idle", minutes: 60.5 }, "terms.rule.minutes"],
    [{ kind: "hours", days: [], from: "07:00", until: "19:00" }, "terms.rule.days"],
    [{ kind: "hours", days: [7], from: "07:00", until: "19:00" }, "terms.rule.days.0"],
    [{ kind: "hours", days: [1], from: "7", until: "19:00" }, "terms.rule.from"],
    [{ kind: "concurrent", most: 0 }, "terms.rule.most"],
  ] as const) {
    const input = { name: "x", terms: { ...IDLE, rule } };
    await expect(savePolicy(admin(), input)).rejects.toMatchObject({ code: "invalid_input", field });
  }
  expect(await readPolicies(operator)).toEqual([]);
});

test("what nobody has used for an hour is ordered off, once; what is used, protected, excepted or silent is not", async () => {
  const [first, second] = fleet.hostIds;
  for (let i = 0; i < 4; i++) await turn(i, i % 2 === 0 ? "idle" : "disconnected", later(-61));
  await turn(1, "active", later(-61));
  const guarded = await db.prisma.liveSession.findUniqueOrThrow({
    where: { id: BigInt(fleet.sessionIds[3] ?? 0) },
  });
  await db.prisma.associate.update({ where: { id: guarded.associateId ?? 0 }, data: { isProtected: true } });
  await makePolicy(IDLE);
  await db.prisma.host.update({ where: { id: second ?? 0 }, data: { reportedAt: later(-60) } });
  expect(await enforcePolicies(gateway())).toBe(1);
  expect(await enforcePolicies(gateway())).toBe(0);
  const [made, ...more] = await orders();
  expect(more).toEqual([]);
  expect(made).toMatchObject({
    verb: "log_off",
    requestedThrough: "policy",
    requestedBy: { kind: "system" },
  });
  expect(made?.reason).toBe(
    "Policy Idle: Every session that nobody has used for 1 hour is logged off at once.",
  );
  expect(made?.targets.map(({ hostId }) => hostId)).toEqual([first]);
  await report(now);
  expect(await enforcePolicies(gateway())).toBe(1);
  expect((await orders()).flatMap(({ targets }) => targets)).toHaveLength(2);
});

test("while it watches it orders nothing and says whom it would have; switched on, it orders them at once", async () => {
  await turn(0, "locked", later(-90));
  const policyId = await makePolicy(IDLE, "watching");
  expect(await enforcePolicies(gateway())).toBe(1);
  expect(await enforcePolicies(gateway())).toBe(0);
  expect(await orders()).toEqual([]);
  expect((await readPolicies(admin()))[0]).toMatchObject({ found: 1, ordered: 0 });
  await switchPolicy(admin(), { policyId, version: 1, to: "on" });
  expect(await enforcePolicies(gateway())).toBe(1);
  expect((await readPolicies(admin()))[0]).toMatchObject({ found: 2, ordered: 1 });
  expect((await readPolicy(admin(), { policyId }))?.acts[0]).toMatchObject({ isWatched: false, stage: 1 });
});

test("an order that ended nothing is not repeated at once, but after an hour", async () => {
  await turn(0, "idle", later(-90));
  await makePolicy(IDLE);
  expect(await enforcePolicies(gateway())).toBe(1);
  await db.prisma.logoffTarget.updateMany({ data: { state: "failed" } });
  await report(later(59));
  expect(await enforcePolicies(gateway(later(59)))).toBe(0);
  await report(later(61));
  expect(await enforcePolicies(gateway(later(61)))).toBe(1);
  expect(await orders()).toHaveLength(2);
});

test("disconnected first, and logged off when it has been so for long enough", async () => {
  await turn(0, "idle", later(-90));
  await turn(1, "disconnected", later(-600));
  await db.prisma.host.updateMany({ data: { platform: "windows" } });
  const steps = { graceMinutes: 1, verb: "disconnect", thenLogOffAfterMinutes: 30 } as const;
  await makePolicy(terms(IDLE.rule, { steps }));
  expect(await enforcePolicies(gateway())).toBe(1);
  expect((await orders())[0]).toMatchObject({ verb: "disconnect", graceSeconds: 60 });
  await db.prisma.logoffTarget.updateMany({ data: { state: "done" } });
  await turn(0, "disconnected", later(2));
  await report(later(31));
  expect(await enforcePolicies(gateway(later(31)))).toBe(0);
  await report(later(33));
  expect(await enforcePolicies(gateway(later(33)))).toBe(1);
  const made = await orders();
  expect(made[1]).toMatchObject({ verb: "log_off", graceSeconds: 0 });
  // Whoever disconnected by themselves is not ours to log off.
  expect(made.flatMap(({ targets }) => targets)).toHaveLength(2);
});

test("outside the hours of the site, too old, one too many: each finds whom it means", async () => {
  await makePolicy(
    terms({ kind: "hours", days: [0, 1, 2, 3, 4], from: "07:00", until: "19:00" }),
    "watching",
  );
  await db.prisma.setting.upsert({
    where: { key: "display.siteZone" },
    create: { key: "display.siteZone", value: "UTC" },
    update: { value: "UTC" },
  });
  expect(await enforcePolicies(gateway(now))).toBe(0);
  await report(later(8 * 60));
  expect(await enforcePolicies(gateway(later(8 * 60)))).toBe(4);

  await db.prisma.policy.deleteMany();
  await report(now);
  await makePolicy(terms({ kind: "duration", minutes: 28 * 60 }), "watching");
  expect(await enforcePolicies(gateway(later(-1)))).toBe(0);
  expect(await enforcePolicies(gateway(now))).toBe(4);

  await db.prisma.policy.deleteMany();
  const [mine, other] = await db.prisma.liveSession.findMany({ orderBy: { id: "asc" }, take: 2 });
  const same = {
    accountId: mine?.accountId ?? 0,
    associateId: mine?.associateId ?? 0,
    loggedOnAt: later(-5),
  };
  await db.prisma.liveSession.update({ where: { id: other?.id ?? 0n }, data: same });
  const policyId = await makePolicy(terms({ kind: "concurrent", most: 1 }), "watching");
  expect(await enforcePolicies(gateway(now))).toBe(1);
  const found = await readPolicy(admin(), { policyId });
  expect(found?.acts.map(({ liveSessionId }) => liveSessionId)).toEqual([mine?.id]);
});

test("eight keepers at once write one order", async () => {
  await turn(0, "idle", later(-90));
  await makePolicy(IDLE);
  await Promise.all(Array.from({ length: 8 }, () => enforcePolicies(gateway())));
  expect(await orders()).toHaveLength(1);
});

test("the last seven days say whom it would have hit, on which day, and who left by themselves", async () => {
  const [hostId = 0] = fleet.hostIds;
  const { id: bootId } = await db.prisma.boot.create({
    data: { hostId, key: crypto.randomUUID(), startedAt: later(-99_999) },
  });
  const accounts = await db.prisma.account.findMany({ take: 2, orderBy: { id: "desc" } });
  const record = (n: number, from: number, until: number | null, segments: object[] = []) =>
    db.prisma.session.create({
      data: {
        ...{
          hostId,
          bootId,
          accountId: accounts[n % 2]?.id ?? 0,
          associateId: accounts[n % 2]?.associateId ?? 0,
        },
        ...{ logonId: `0x${n}`, startedAt: later(from), endAt: until === null ? null : later(until) },
        ...{
          endKind: until === null ? "open" : "logged_off",
          endConfidence: until === null ? "open" : "exact",
        },
        ...{ endBecause: "", endRecords: [], segments: segments as never },
      },
    });
  const day = 1_440;
  const idle = (from: number, until: number | null) => ({
    kind: "idle",
    from: later(from).getTime(),
    until: until === null ? null : later(until).getTime(),
  });
  await record(1, -6.5 * day, -6.5 * day + 300, [idle(-6.5 * day + 30, -6.5 * day + 300)]);
  await record(2, -day, -day + 90, [idle(-day + 20, -day + 90)]);
  await record(3, -100, null, [idle(-90, null)]);
  await record(4, -20 * day, -10 * day, [idle(-19 * day, -10 * day)]);
  const steps = { graceMinutes: 15, verb: "log_off", thenLogOffAfterMinutes: null } as const;
  const { policyId } = await savePolicy(admin(), { name: "Idle", terms: terms(IDLE.rule, { steps }) });
  const found = await simulatePolicy(admin(), { policyId });
  expect(found).toMatchObject({ sessions: 3, hits: 2, people: 1, hosts: 1, leftInTheGrace: 1, isCut: false });
  expect(found.perDay).toEqual([1, 0, 0, 0, 0, 0, 1]);
  expect(found.first[1]).toMatchObject({ at: later(-90 + 75).getTime(), hostId });
  expect((await readPolicy(admin(), { policyId }))?.policy.simulation).toEqual(found);
});
