import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { LOCK, withLock } from "@/lib/storage/advisory-locks";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { contextOf, makeFleet, operatorActor } from "../testing/make-fleet";
import { askSuperOfficeSync } from "./ask-superoffice-sync";
import { carryOutSuperOffice } from "./carry-out-superoffice";
import { readSuperOffice } from "./read-superoffice";
import { saveSuperOffice } from "./save-superoffice";
import { makeSealingKey } from "./sealed-secret";
import { writeSealingKey } from "./sealing-key";
import { switchSuperOfficeLogOff } from "./switch-superoffice-log-off";
import { StandInServer, type StandInUser } from "./testing/stand-in-server";

let db: TestDatabase;
const key = makeSealingKey();
const servers: StandInServer[] = [];
beforeAll(async () => {
  db = await makeTestDatabase();
  await writeSealingKey(db, key.publicKey);
});
beforeEach(async () => {
  await db.prisma.superOfficeConnection.deleteMany();
  await db.prisma.superOfficeRun.deleteMany();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => db.drop());

const NOW = "2026-03-01T08:30:00Z";
const admin = () => contextOf(db, operatorActor(1, "administrator"), NOW);
const gateway = (at = NOW, privateKey = key.privateKey) =>
  carryOutSuperOffice(db, {
    privateKey,
    actor: systemActor("gateway"),
    now: () => new Date(at),
    client: { waitMs: () => 1, attempts: 2 },
  });

async function connect(users: StandInUser[], authorization = "SOTicket right") {
  const server = await StandInServer.start(users);
  servers.push(server);
  await saveSuperOffice(admin(), { url: server.url, authorization, appToken: "", version: 0 });
  return server;
}
const sid = (rid: number) => `S-1-5-21-7-7-7-${rid}`;
const runs = async () => (await readSuperOffice(admin())).runs;

test("it reads the users by itself once a day, when asked at once, and says whom it cannot link, and why", async () => {
  const shared = sid(3);
  const two = await db.prisma.associate.createManyAndReturn({
    data: ["x.one", "x.two"].map((name) => ({ name, fullName: name, createdAt: new Date(NOW) })),
  });
  for (const [n, { id }] of two.entries()) {
    const data = { key: sid(90 + n), name: `x${n}`, associateId: id, createdAt: new Date(NOW) };
    await db.prisma.account.create({ data });
  }
  await connect([
    { id: 1, name: "a.one", sid: sid(1), isLoggedOn: false },
    { id: 2, name: "b.web", isLoggedOn: false },
    { id: 3, name: "c.first", sid: shared, isLoggedOn: false },
    { id: 4, name: "c.second", sid: shared, isLoggedOn: false },
    { id: 5, name: "x.both", sid: sid(90), moreSids: [sid(91)], isLoggedOn: false },
  ]);
  expect(await gateway()).toBe(1);
  const read = await readSuperOffice(admin());
  expect(read.linked).toBe(1);
  expect(read.unlinked.map(({ name, why }) => [name, why])).toEqual([
    ["b.web", "no_sid"],
    ["c.first", "shared_sid"],
    ["c.second", "shared_sid"],
    ["x.both", "two_people"],
  ]);
  expect(read.runs).toMatchObject([
    {
      state: "done",
      askedBy: { kind: "system", name: "gateway" },
      synced: { read: 5, linked: 1, created: 1, withoutSid: 1, ambiguous: 3 },
    },
  ]);
  expect(await gateway()).toBe(0);
  await askSuperOfficeSync(admin());
  expect(await gateway()).toBe(1);
  expect(await gateway("2026-03-02T08:29:00Z")).toBe(0);
  expect(await gateway("2026-03-02T08:31:00Z")).toBe(1);
  expect(await db.prisma.trail.count({ where: { name: "superoffice.sync" } })).toBe(3);
});

test("what goes wrong is said, and nothing is written: a wrong ticket, a key of another gateway", async () => {
  const server = await connect([{ id: 1, name: "a.one", sid: sid(1), isLoggedOn: false }], "SOTicket wrong");
  const syncs = () => db.prisma.trail.count({ where: { name: "superoffice.sync" } });
  const before = await syncs();
  await gateway();
  expect(await runs()).toMatchObject([
    { state: "failed", error: "The SuperOffice server refuses this authorization." },
  ]);
  const asked = server.requests.length;
  await askSuperOfficeSync(admin());
  await gateway(NOW, makeSealingKey().privateKey);
  expect((await runs())[0]).toMatchObject({
    state: "failed",
    error: expect.stringContaining("Set it again."),
  });
  expect(server.requests).toHaveLength(asked);
  expect(await syncs()).toBe(before);
});

test("a run that a killed gateway left behind is closed; two gateways at once do a thing once", async () => {
  const server = await connect([{ id: 1, name: "a.one", sid: sid(1), isLoggedOn: false }]);
  await db.prisma.superOfficeRun.create({
    data: { kind: "sync", state: "running", askedBy: {}, askedAt: new Date(NOW), startedAt: new Date(NOW) },
  });
  expect(await gateway()).toBe(0);
  expect(await runs()).toMatchObject([{ state: "failed", error: "The gateway stopped while it ran." }]);
  await askSuperOfficeSync(admin());
  const held = await withLock(db, LOCK.superOffice, () => gateway());
  expect(held).toEqual({ value: 0 });
  const done = await Promise.all([gateway(), gateway(), gateway()]);
  expect(done.reduce((sum, n) => sum + n, 0)).toBe(1);
  expect(server.requests.filter(({ line }) => line.includes("InternalUsers"))).toHaveLength(1);
});

test("whom an order has logged off is logged off there too, once, unless they are on elsewhere", async () => {
  const { hostIds, sessionIds } = await makeFleet(db, 1, 3);
  const live = await db.prisma.liveSession.findMany({
    where: { id: { in: sessionIds.map(BigInt) } },
    include: { account: true },
    orderBy: { id: "asc" },
  });
  const users = await Promise.all(
    live.map(async ({ associateId }, n) => {
      const data = { key: sid(500 + n), name: `so${n}`, associateId, createdAt: new Date(NOW) };
      await db.prisma.account.create({ data });
      return { id: 50 + n, name: `so${n}`, sid: sid(500 + n), isLoggedOn: n !== 1 };
    }),
  );
  const server = await connect(users);
  await gateway();
  const earlier = await makeOrder("2026-03-01T08:00:00Z", "proved");
  await switchSuperOfficeLogOff(admin(), { isOn: true });
  const moving = await makeOrder("2026-03-01T09:00:00Z", "executed");
  const order = await makeOrder("2026-03-01T09:00:00Z", "proved");
  // The first is listed still, as until the next report; the third has come again meanwhile.
  const [, second, third] = live.map(({ id }) => id);
  await db.prisma.liveSession.deleteMany({ where: { id: second ?? 0n } });
  const cameAgain = { loggedOnAt: new Date("2026-03-01T09:01:00Z") };
  await db.prisma.liveSession.update({ where: { id: third ?? 0n }, data: cameAgain });

  expect(await gateway()).toBe(1);
  expect(await runs()).toMatchObject([
    { orderId: order, state: "done", loggedOff: { ended: 1, still: 0, notLoggedOn: 1 } },
    { orderId: null },
  ]);
  expect(server.users.map(({ isLoggedOn }) => isLoggedOn)).toEqual([false, false, true]);
  expect(await gateway()).toBe(0);
  const calls = server.requests.filter(({ line }) => line.endsWith("LogOffWindowsUsers"));
  expect(calls).toHaveLength(1);
  expect(await db.prisma.superOfficeRun.count({ where: { orderId: { in: [earlier, moving] } } })).toBe(0);
  await switchSuperOfficeLogOff(admin(), { isOn: false });
  await makeOrder("2026-03-01T10:00:00Z", "proved");
  expect(await gateway()).toBe(0);

  async function makeOrder(at: string, state: string): Promise<number> {
    const createdAt = new Date(at);
    const made = await db.prisma.logoffOrder.create({
      data: {
        ...{ requestedBy: { ...operatorActor(1) }, reason: "Test", createdAt, expiresAt: createdAt },
        requestKey: randomUUID(),
        targets: {
          create: live.map(({ sessionId, accountId, associateId, account, bootKey, loggedOnAt }) => ({
            ...{ hostId: hostIds[0] ?? 0, sessionId, accountId, associateId, state, stateAt: createdAt },
            ...{ machineId: "m", bootKey, accountKey: account.key, loggedOnAt },
            ...{
              commandId: randomUUID(),
              goneAt: createdAt,
              provedAt: state === "proved" ? createdAt : null,
            },
            ...(state === "proved" ? { evidence: { log: "Security", recordId: "1" } } : {}),
          })),
        },
      },
    });
    return made.id;
  }
});
