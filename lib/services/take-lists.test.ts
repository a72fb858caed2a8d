import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findAgentKey, takeSequence } from "@/lib/storage/agent-key";
import { openDatabase } from "@/lib/storage/database";
import { listen, type Notice } from "@/lib/storage/notifications";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { pairDue } from "./pair-due";
import { requestOrder } from "./request-order";
import { syncAgent } from "./sync-agent";
import { countStatements } from "./testing/count-statements";
import { contextOf, operatorActor } from "./testing/make-fleet";
import { logoff, logon, makeTestMachine, minute, session, type TestMachine } from "./testing/test-machine";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
  const facts = { displayName: "Op", role: "operator", passwordHash: "-", createdAt: minute(0) };
  await db.prisma.operator.create({ data: { id: 1, name: "op-1", ...facts } });
});
afterAll(() => db.drop());

function machines(count: number, prefix: string): Promise<TestMachine[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => makeTestMachine(db, `${prefix}-${i}`)));
}

const liveOf = (machine: TestMachine) =>
  db.prisma.liveSession.findMany({ where: { hostId: machine.hostId }, orderBy: { id: "asc" } });

test("the lists of many hosts take hardly more statements than one, and each host has its own", async () => {
  const fleet = await machines(60, "MANY");
  await Promise.all(fleet.map((one, i) => one.sync(minute(0), { sessions: [session(`m${i}`, minute(0))] })));
  const before = await Promise.all(fleet.map(liveOf));
  const change = (hosts: readonly TestMachine[], at: Date) => {
    const state = at.getTime() % 2 === 0 ? ("idle" as const) : ("locked" as const);
    return Promise.all(
      hosts.map((one) =>
        one.sync(at, { sessions: [session(`m${fleet.indexOf(one)}`, minute(0), { state })] }),
      ),
    );
  };
  const forOne = await countStatements(db, () => change(fleet.slice(0, 1), minute(1)));
  const forAll = await countStatements(db, () => change(fleet, new Date(minute(2).getTime() + 1)));
  // All at once may still come as two batches.
  expect(forAll).toBeLessThanOrEqual(3 * forOne);
  for (const [i, one] of fleet.entries()) {
    const [row, ...others] = await liveOf(one);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ id: before[i]?.[0]?.id, state: "locked", firstSeenAt: minute(0) });
  }
});

test("one notice tells of many hosts", async () => {
  const fleet = await machines(20, "NOTICE");
  await Promise.all(fleet.map((one) => one.sync(minute(0), { sessions: [] })));
  const heard: Notice[] = [];
  let isListening = () => {};
  const ready = new Promise<void>((resolve) => {
    isListening = resolve;
  });
  const listener = listen(
    db.url,
    (notice) => heard.push(notice),
    () => isListening(),
  );
  await ready;
  await Promise.all(fleet.map((one) => one.sync(minute(1), { sessions: [session("n", minute(0))] })));
  const told = () => heard.flatMap((notice) => (notice.kind === "sessions" ? [...notice.hostIds] : []));
  await expect.poll(() => told().length, { timeout: 20_000 }).toBe(fleet.length);
  expect(new Set(told())).toEqual(new Set(fleet.map(({ hostId }) => hostId)));
  expect(heard.length).toBeLessThan(fleet.length);
  await listener.close();
});

test("what one host told last is what is listed, however many reports wait at once", async () => {
  const [machine] = await machines(1, "ORDER");
  if (!machine) throw new Error("no machine");
  await machine.sync(minute(0), { sessions: [] });
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => {
      const at = new Date(minute(1).getTime() + i);
      return machine.sync(at, { sessions: [session("o", minute(0), { line: `line ${i}` })] });
    }),
  );
  expect(await liveOf(machine)).toMatchObject([{ line: "line 29" }]);
});

test("a host that is busy holds up no other", async () => {
  const fleet = await machines(6, "BUSY");
  const [busy, ...others] = fleet;
  if (!busy) throw new Error("no machine");
  await Promise.all(fleet.map((one) => one.sync(minute(0), { sessions: [] })));
  const client = await db.pool.connect();
  await client.query("BEGIN");
  await client.query("SELECT 1 FROM host WHERE id = $1 FOR UPDATE", [busy.hostId]);
  const report = (one: TestMachine) => one.sync(minute(1), { sessions: [session("b", minute(0))] });
  let isBusyTaken = false;
  const late = report(busy).then(() => {
    isBusyTaken = true;
  });
  await Promise.all(others.map(report));
  await Promise.all(others.map((one) => one.sync(minute(1, 20))));
  expect(isBusyTaken).toBe(false);
  await client.query("COMMIT");
  client.release();
  await late;
  for (const one of fleet) expect(await liveOf(one)).toHaveLength(1);
});

test("one host's list that cannot be written fails alone", async () => {
  const fleet = await machines(12, "POISON");
  await Promise.all(fleet.map((one) => one.sync(minute(0), { sessions: [] })));
  const outcomes = await Promise.allSettled(
    fleet.map((one, i) => {
      const line = i === 5 ? "zero \u0000 byte" : "tty1";
      return one.sync(minute(1), { sessions: [session("p", minute(0), { line })] });
    }),
  );
  expect(outcomes.flatMap(({ status }, i) => (status === "rejected" ? [i] : []))).toEqual([5]);
  for (const [i, one] of fleet.entries()) expect(await liveOf(one)).toHaveLength(i === 5 ? 0 : 1);
});

test("an order that waits for a session is told of its leaving in the midst of others' lists", async () => {
  const fleet = await machines(10, "LEAVE");
  await Promise.all(fleet.map((one, i) => one.sync(minute(0), { sessions: [session(`l${i}`, minute(0))] })));
  const [ordered] = fleet;
  if (!ordered) throw new Error("no machine");
  const { orderId } = await requestOrder(contextOf(db, operatorActor(1), minute(1).toISOString()), {
    requestKey: randomUUID(),
    targets: { kind: "hosts" as const, ids: [ordered.hostId] },
    reason: "maintenance",
  });
  await Promise.all(fleet.map((one) => one.sync(minute(2), { sessions: [] })));
  expect(await db.prisma.logoffTarget.findMany({ where: { orderId } })).toMatchObject([
    { detail: "the session ended before the command was sent" },
  ]);
  for (const one of fleet) expect(await liveOf(one)).toEqual([]);
});

test("another machine's list is refused in the midst of others, and the others are taken", async () => {
  const fleet = await machines(8, "FOREIGN");
  await Promise.all(fleet.map((one) => one.sync(minute(0), { sessions: [] })));
  const outcomes = await Promise.allSettled(
    fleet.map((one, i) => {
      const { host } = one.report(minute(1));
      const machineId = i === 3 ? "somebody-else" : host.machineId;
      return one.sync(minute(1), { host: { ...host, machineId }, sessions: [session("f", minute(0))] });
    }),
  );
  expect(outcomes.flatMap(({ status }, i) => (status === "rejected" ? [i] : []))).toEqual([3]);
  for (const [i, one] of fleet.entries()) expect(await liveOf(one)).toHaveLength(i === 3 ? 0 : 1);
});

test("records of many hosts at once are each kept once, and paired as those of one are", async () => {
  const fleet = await machines(50, "LOGS");
  await Promise.all(fleet.map((one) => one.sync(minute(0), { sessions: [] })));
  const events = (i: number) => [
    logon(10, minute(1), `r${i}`, `0x${(0x100 + i).toString(16)}`),
    logoff(11, minute(2), `r${i}`, `0x${(0x100 + i).toString(16)}`),
  ];
  const tell = () =>
    Promise.all(fleet.map((one, i) => one.sync(minute(3), { sessions: [], events: events(i) })));
  await tell();
  const hostIds = fleet.map(({ hostId }) => hostId);
  // So many at once wait for the loop that pairs.
  expect(await db.prisma.pairDue.count({ where: { hostId: { in: hostIds } } })).toBeGreaterThan(0);
  // The answers were lost: everything is told again.
  await tell();
  await pairDue(db, { hostIds, now: () => minute(4) });
  expect(await db.prisma.auditEvent.count({ where: { hostId: { in: hostIds } } })).toBe(100);
  const paired = await db.prisma.session.findMany({ where: { hostId: { in: hostIds } } });
  expect(paired).toHaveLength(50);
  expect(paired.every(({ endKind, endAt }) => endKind === "logged_off" && +(endAt ?? 0) === +minute(2))).toBe(
    true,
  );
});

test("raced: a number is taken once, by whoever comes first, beside many others", async () => {
  const fleet = await machines(20, "NUMBER");
  const ids = fleet.map(({ actor }) => actor.agentId);
  const taken = await Promise.all(ids.flatMap((id) => [5, 5, 4, 5, 6].map((n) => takeSequence(db, id, n))));
  for (const [i] of ids.entries()) {
    expect(taken.slice(i * 5, i * 5 + 5)).toEqual([true, false, false, false, true]);
  }
  const rows = await db.prisma.agent.findMany({ where: { id: { in: ids } } });
  expect(rows.every(({ sequence }) => sequence === 6n)).toBe(true);
});

test("raced: of two gateways that hear one number, one takes it; their lists of one host are one list", async () => {
  const other = openDatabase(db.url, 5);
  try {
    const fleet = await machines(20, "TWO");
    const ids = fleet.map(({ actor }) => actor.agentId);
    await Promise.all(fleet.map((one) => one.sync(minute(0), { sessions: [] })));
    for (const number of [1, 2, 3]) {
      const [here, there] = await Promise.all(
        [db, other].map((gateway) => Promise.all(ids.map((id) => takeSequence(gateway, id, number)))),
      );
      expect(ids.map((_, i) => Number(here?.[i]) + Number(there?.[i]))).toEqual(ids.map(() => 1));
    }
    await Promise.all(
      fleet.flatMap((one) =>
        [db, other].map((gateway) => {
          const report = one.report(minute(1), { sessions: [session("two", minute(0))] });
          return syncAgent({ ...one.at(minute(1)), db: gateway }, report);
        }),
      ),
    );
    for (const one of fleet) expect(await liveOf(one)).toHaveLength(1);
  } finally {
    await other.close();
  }
});

test("a key that is revoked is known as revoked to the very next request, and its numbers are worth nothing", async () => {
  const fleet = await machines(10, "REVOKED");
  const ids = fleet.map(({ actor }) => actor.agentId);
  const [revoked, ...others] = ids;
  if (revoked === undefined) throw new Error("no agent");
  await Promise.all(ids.map((id) => findAgentKey(db, id)));
  await db.prisma.agent.update({ where: { id: revoked }, data: { revokedAt: minute(0) } });
  const keys = await Promise.all(ids.map((id) => findAgentKey(db, id)));
  expect(keys[0]?.revokedAt).toEqual(minute(0));
  expect(keys.slice(1).every((key) => key?.revokedAt === null)).toBe(true);
  expect(await Promise.all(ids.map((id) => takeSequence(db, id, 1)))).toEqual([
    false,
    ...others.map(() => true),
  ]);
  expect(await findAgentKey(db, 2_000_000_000)).toBeNull();
});

test("an agent whose row is held takes its number when it is free, and nobody waits for it", async () => {
  const fleet = await machines(5, "HELD");
  const [held = 0, ...others] = fleet.map(({ actor }) => actor.agentId);
  const client = await db.pool.connect();
  await client.query("BEGIN");
  await client.query("SELECT 1 FROM agent WHERE id = $1 FOR UPDATE", [held]);
  const late = takeSequence(db, held, 1);
  expect(await Promise.all(others.map((id) => takeSequence(db, id, 1)))).toEqual(others.map(() => true));
  await client.query("COMMIT");
  client.release();
  expect(await late).toBe(true);
});
