import { afterAll, beforeAll, expect, test } from "vitest";
import { WTMP } from "@/lib/domain/audit-event";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { syncAgent } from "./sync-agent";
import { event, logoff, logon, makeTestMachine, minute, session, sidOf } from "./testing/test-machine";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const liveOf = (hostId: number) =>
  db.prisma.liveSession.findMany({ where: { hostId }, orderBy: { id: "asc" }, include: { account: true } });
const pairedOf = (hostId: number) =>
  db.prisma.session.findMany({ where: { hostId }, orderBy: { logonId: "asc" }, include: { boot: true } });

test("a first list makes accounts, associates, live sessions and freshness", async () => {
  const machine = await makeTestMachine(db);
  const answer = await machine.sync(minute(0), { sessions: [session("a.user", minute(0))] });
  expect(answer).toEqual({ wantsSessions: false, wait: false });
  const [row, ...others] = await liveOf(machine.hostId);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    state: "active",
    sessionId: "2",
    firstSeenAt: minute(0),
    changedAt: minute(0),
  });
  expect(row?.account).toMatchObject({ key: sidOf("a.user"), name: "a.user", domain: "CORP" });
  const associate = await db.prisma.associate.findUniqueOrThrow({ where: { id: row?.associateId ?? 0 } });
  expect(associate).toMatchObject({ name: "a.user", fullName: "a.user (display)" });
  expect(row?.account.associateId).toBe(associate.id);
  const host = await db.prisma.host.findUniqueOrThrow({ where: { id: machine.hostId } });
  expect(host).toMatchObject({ reportedAt: minute(0), bootKey: "boot-1", os: "Windows Server 2022" });
});

test("a service's account gets no associate", async () => {
  const machine = await makeTestMachine(db);
  const account = {
    key: "S-1-5-90-0-1",
    domain: "Window Manager",
    name: "DWM-1",
    displayName: "",
  };
  await machine.sync(minute(0), { sessions: [session("x", minute(0), { account })] });
  expect(await liveOf(machine.hostId)).toMatchObject([{ associateId: null, account: { associateId: null } }]);
});

test("the same list again changes nothing but freshness", async () => {
  const machine = await makeTestMachine(db);
  await machine.sync(minute(0), { sessions: [session("a.user", minute(0))] });
  const before = await liveOf(machine.hostId);
  await machine.sync(minute(1), { sessions: [session("a.user", minute(0))] });
  expect(await liveOf(machine.hostId)).toEqual(before);
  const host = await db.prisma.host.findUniqueOrThrow({ where: { id: machine.hostId } });
  expect(host.reportedAt).toEqual(minute(1));
});

test("a quiet report keeps the host fresh and its rows as they were", async () => {
  const machine = await makeTestMachine(db);
  await machine.sync(minute(0), { sessions: [session("a.user", minute(0))] });
  const before = await liveOf(machine.hostId);
  for (const second of [20, 40]) await machine.sync(minute(0, second));
  expect(await liveOf(machine.hostId)).toEqual(before);
  const host = await db.prisma.host.findUniqueOrThrow({
    where: { id: machine.hostId },
    include: { agents: true },
  });
  expect(host.reportedAt).toEqual(minute(0, 40));
  expect(host.agents[0]?.lastSeenAt).toEqual(minute(0, 40));
});

test("changes change one row, and what left leaves", async () => {
  const machine = await makeTestMachine(db);
  const b = session("b.user", minute(0), { sessionId: "3", logonId: "0xb2" });
  await machine.sync(minute(0), { sessions: [session("a.user", minute(0)), b] });
  await machine.sync(minute(1), { sessions: [session("a.user", minute(0)), { ...b, state: "locked" }] });
  expect(await liveOf(machine.hostId)).toMatchObject([
    { sessionId: "2", changedAt: minute(0) },
    { sessionId: "3", changedAt: minute(1), state: "locked", firstSeenAt: minute(0) },
  ]);
  await machine.sync(minute(2), { sessions: [b] });
  expect(await liveOf(machine.hostId)).toMatchObject([{ sessionId: "3" }]);
});

test("a re-used session id is another session", async () => {
  const machine = await makeTestMachine(db);
  await machine.sync(minute(0), { sessions: [session("a.user", minute(0))] });
  const [first] = await liveOf(machine.hostId);
  await machine.sync(minute(5), { sessions: [session("a.user", minute(4), { logonId: "0xa2" })] });
  const [second, ...others] = await liveOf(machine.hostId);
  expect(others).toEqual([]);
  expect(second?.id).not.toBe(first?.id);
});

test("a new boot clears the list and asks for another", async () => {
  const machine = await makeTestMachine(db);
  await machine.sync(minute(0), { sessions: [session("a.user", minute(0))] });
  const boot = { bootId: "boot-2", bootStartedAt: minute(10).getTime() };
  expect(await machine.sync(minute(11), boot)).toMatchObject({ wantsSessions: true });
  expect(await liveOf(machine.hostId)).toEqual([]);
  const unknown = await db.prisma.host.findUniqueOrThrow({ where: { id: machine.hostId } });
  expect(unknown.reportedAt).toBeNull();
  expect(await machine.sync(minute(11, 5), boot)).toMatchObject({ wantsSessions: true });
  expect(await machine.sync(minute(12), { ...boot, sessions: [] })).toMatchObject({ wantsSessions: false });
  const host = await db.prisma.host.findUniqueOrThrow({ where: { id: machine.hostId } });
  expect(host).toMatchObject({ bootKey: "boot-2", reportedAt: minute(12) });
});

test("the clock's skew is kept", async () => {
  const machine = await makeTestMachine(db);
  await machine.sync(minute(0), { sessions: [], now: minute(0).getTime() + 90_000 });
  const host = await db.prisma.host.findUniqueOrThrow({ where: { id: machine.hostId } });
  expect(host.clockSkewMs).toBe(90_000);
});

test("events become paired sessions of the person", async () => {
  const machine = await makeTestMachine(db);
  await machine.sync(minute(0), {
    sessions: [],
    events: [event(1, minute(-60), 4608), logon(10, minute(-5), "c.user"), logoff(20, minute(-1), "c.user")],
  });
  const [paired, ...others] = await pairedOf(machine.hostId);
  expect(others).toEqual([]);
  expect(paired).toMatchObject({
    logonId: "0xa1",
    startedAt: minute(-5),
    endKind: "logged_off",
    endAt: minute(-1),
    endConfidence: "exact",
    boot: { key: "boot-1" },
  });
  expect(paired?.endRecords).toEqual([
    { log: "Security", recordId: 20, eventId: 4647, at: minute(-1).getTime() },
  ]);
  expect(paired?.associateId).not.toBeNull();
});

test("a record that gives a name alone is of the host's own account of that name", async () => {
  const machine = await makeTestMachine(db);
  const account = { key: `uid:1000@${machine.machineId}`, domain: "", name: "alice", displayName: "Alice" };
  const wtmp = (recordId: number, at: Date, eventId: number) =>
    event(recordId, at, eventId, {
      log: "wtmp",
      userName: "alice",
      logonId: "pts/0",
      sessionId: "pts/0",
    });
  await machine.sync(minute(3), {
    sessions: [session("alice", minute(0), { account })],
    events: [
      wtmp(1, minute(-10), WTMP.BOOT_TIME),
      wtmp(2, minute(0), WTMP.USER_PROCESS),
      wtmp(3, minute(1), WTMP.DEAD_PROCESS),
    ],
  });
  const [live] = await liveOf(machine.hostId);
  const [paired, ...others] = await pairedOf(machine.hostId);
  expect(others).toEqual([]);
  expect(paired).toMatchObject({ accountId: live?.accountId, associateId: live?.associateId });
});

test("twice, shuffled, split and all at once: one state", async () => {
  const all = [
    event(1, minute(-60), 4608),
    logon(10, minute(-30), "d.user", "0x10"),
    logon(11, minute(-29), "e.user", "0x11"),
    logoff(12, minute(-20), "d.user", "0x10"),
    logon(13, minute(-19), "d.user", "0x13"),
    event(14, minute(-15), 1100),
    event(1, minute(-14), 6006, { log: "System" }),
    event(15, minute(-10), 4608, { boot: "boot-2" }),
    { ...logon(16, minute(-9), "e.user", "0x10"), boot: "boot-2" },
    { ...logon(17, minute(-8), "e.user", "0x17"), boot: "boot-2" },
    { ...logoff(18, minute(-7), "e.user", "0x17"), boot: "boot-2" },
  ];
  const boot = { bootId: "boot-2", bootStartedAt: minute(-10).getTime() };
  const orders: (typeof all)[][] = [
    [all],
    [all, all],
    [[...all].reverse()],
    all.map((one) => [one]),
    [...all].reverse().map((one) => [one]),
    [all.filter((_, i) => i % 2 === 0), all.filter((_, i) => i % 2 === 1), all.filter((_, i) => i % 3 === 0)],
  ];
  const states: unknown[] = [];
  for (const batches of orders) {
    const machine = await makeTestMachine(db);
    await machine.sync(minute(0), { ...boot, sessions: [] });
    for (const events of batches) await machine.sync(minute(0), { ...boot, events });
    states.push(await stateOf(machine.hostId));
  }
  const eight = await makeTestMachine(db);
  await eight.sync(minute(0), { ...boot, sessions: [] });
  await Promise.all(Array.from({ length: 8 }, () => eight.sync(minute(0), { ...boot, events: all })));
  states.push(await stateOf(eight.hostId));
  expect(states[0]).toMatchObject({
    events: all.length,
    boots: ["boot-1", "boot-2"],
    sessions: [
      { logonId: "0x10", endKind: "logged_off" },
      { logonId: "0x11", endKind: "shut_down" },
      { logonId: "0x13", endKind: "shut_down" },
      { logonId: "0x10", endKind: "open" },
      { logonId: "0x17", endKind: "logged_off" },
    ],
  });
  for (const state of states) expect(state).toEqual(states[0]);
});

async function stateOf(hostId: number) {
  const sessions = await db.prisma.session.findMany({
    where: { hostId },
    include: { boot: { select: { key: true } }, account: { select: { key: true } } },
    orderBy: [{ boot: { key: "asc" } }, { logonId: "asc" }],
    omit: { id: true, hostId: true, bootId: true, accountId: true, associateId: true },
  });
  const boots = await db.prisma.boot.findMany({ where: { hostId }, orderBy: { key: "asc" } });
  const events = await db.prisma.auditEvent.count({ where: { hostId } });
  return { events, boots: boots.map((row) => row.key), sessions };
}

test("hosts that meet the same people at once make each person once", async () => {
  const people = Array.from({ length: 40 }, (_, i) => `everywhere.${i}`);
  const machines = await Promise.all(Array.from({ length: 10 }, (_, i) => makeTestMachine(db, `EV-${i}`)));
  await Promise.all(
    machines.map((machine, m) => {
      const mine = m % 2 === 0 ? people : [...people].reverse();
      return machine.sync(minute(0), {
        sessions: mine.map((person, i) => session(person, minute(0), { sessionId: String(i) })),
        events: [...mine].reverse().map((person, i) => logon(i, minute(0), person, `0x${i + 16}`)),
      });
    }),
  );
  expect(await db.prisma.account.count({ where: { name: { startsWith: "everywhere." } } })).toBe(40);
  expect(await db.prisma.associate.count({ where: { name: { startsWith: "everywhere." } } })).toBe(40);
  const hostIds = machines.map((machine) => machine.hostId);
  expect(await db.prisma.liveSession.count({ where: { hostId: { in: hostIds } } })).toBe(400);
  expect(await db.prisma.session.count({ where: { hostId: { in: hostIds } } })).toBe(400);
});

test("another machine's report is refused and on the trail once a minute", async () => {
  const machine = await makeTestMachine(db);
  const foreign = { ...machine.report(minute(0)).host, machineId: "somebody-else" };
  for (let i = 0; i < 3; i++) {
    await expect(machine.sync(minute(0, i), { host: foreign, sessions: [] })).rejects.toMatchObject({
      code: "forbidden",
      field: "host.machineId",
    });
  }
  const entries = await db.prisma.trail.findMany({
    where: { name: "agent.foreign_refused", subject: `agent:${machine.actor.agentId}` },
  });
  expect(entries).toHaveLength(1);
  expect(await liveOf(machine.hostId)).toEqual([]);
});

test("people may not speak for a host, and nonsense names its field", async () => {
  const machine = await makeTestMachine(db);
  const operator = { kind: "operator", operatorId: 1, name: "op", role: "administrator" } as const;
  const ctx = { ...machine.at(minute(0)), actor: operator };
  await expect(syncAgent(ctx, machine.report(minute(0)))).rejects.toMatchObject({ code: "forbidden" });
  await expect(
    machine.sync(minute(0), { sessions: [session("a", minute(0), { sessionId: "" })] }),
  ).rejects.toMatchObject({ code: "invalid_input", field: "sessions.0.sessionId" });
});

test("an event that cannot be kept is put aside, and the others are kept", async () => {
  const machine = await makeTestMachine(db);
  const events = [
    event(1, new Date("1999-12-31T00:00:00Z"), 4608),
    event(2, new Date("2030-01-01T00:00:00Z"), 4608),
    logon(3, minute(0), "a.user"),
    { ...logoff(4, minute(1), "a.user"), userName: "a\0user" },
    logoff(5, minute(2), "a.user"),
  ];
  await machine.sync(minute(3), { events });
  expect(await pairedOf(machine.hostId)).toMatchObject([{ endKind: "logged_off", endAt: minute(2) }]);
  const rejects = await db.prisma.ingestReject.findMany({
    where: { source: `host:${machine.hostId}` },
    orderBy: { id: "asc" },
  });
  expect(rejects.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
    "Security 1: its time lies before 2000: 1999-12-31T00:00:00.000Z",
    "Security 2: its time lies more than 400 days ahead: 2030-01-01T00:00:00.000Z",
    "Security 4: userName holds a character that cannot be kept",
  ]);
});
