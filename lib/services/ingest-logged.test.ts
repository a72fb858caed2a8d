import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AuditEvent } from "@/lib/domain/audit-event";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import { stories } from "@/lib/domain/pairing/testing/story";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { ingestLogged } from "./ingest-logged";
import { pairDue } from "./pair-due";
import type { PairingLimits } from "./pair-stored-boot";
import { event, logoff, logon, makeTestMachine, minute, sidOf } from "./testing/test-machine";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

vi.setConfig({ testTimeout: 180_000 });
const now = new Date("2026-03-02T08:00:00Z");
const bare = ({ raw: _, ...event }: AuditEvent & { raw?: unknown }): AuditEvent => ({ ...event, boot: null });

async function makeHost(): Promise<number> {
  const host = await db.prisma.host.create({ data: { name: "WS-01", platform: "windows", createdAt: now } });
  return host.id;
}

const keep = (hostId: number, events: readonly AuditEvent[], importId: number | null = null) =>
  ingestLogged(db, { events: events.map((one) => ({ hostId, event: one, raw: null })), importId, now });
const pair = (hostId: number, limits: PairingLimits = {}) =>
  pairDue(db, { hostIds: [hostId], now: () => now, limits });

/** Without what differs from host to host. */
async function stateOf(hostId: number) {
  const sessions = await db.prisma.session.findMany({
    where: { hostId },
    orderBy: [{ boot: { startedAt: "asc" } }, { logonId: "asc" }],
    include: { boot: { select: { key: true, startedAt: true } }, account: { select: { key: true } } },
    omit: { id: true, hostId: true, bootId: true, accountId: true, associateId: true, seamId: true },
  });
  const events = await db.prisma.auditEvent.findMany({
    where: { hostId },
    orderBy: [{ log: "asc" }, { recordId: "asc" }, { at: "asc" }],
    omit: { hostId: true, bootId: true, receivedAt: true, accountId: true },
  });
  const network = await db.prisma.networkLogonDay.findMany({
    where: { hostId },
    orderBy: [{ account: { key: "asc" } }, { day: "asc" }],
    omit: { hostId: true, accountId: true },
  });
  return { sessions, events, network };
}

const network = (recordId: number, at: Date, person: string, address: string) =>
  bare({ ...logon(recordId, at, person, `0x9${recordId}`), logonType: 3, address });

const history: AuditEvent[] = [
  event(1, minute(-200), 4608),
  logon(2, minute(-190), "a.user", "0x10"),
  logoff(3, minute(-180), "a.user", "0x10"),
  logon(4, minute(-170), "b.user", "0x11"),
  event(5, minute(-160), 1100),
  event(6, minute(-100), 4608),
  logon(7, minute(-90), "a.user", "0x10"),
  event(8, minute(0), 4608),
  event(9, minute(0, 1), 1101),
  logon(10, minute(1), "c.user", "0x10"),
  logoff(11, minute(2), "c.user", "0x10"),
].map(bare);
const visits = [
  network(12, minute(3), "a.user", "10.0.0.9"),
  network(13, minute(4), "a.user", "10.0.0.8"),
  network(14, minute(5), "b.user", "-"),
  network(15, minute(6), "a.user", "10.0.0.9"),
];

test("twice, shuffled, split and all at once: the same rows, the same sessions, exact counts", async () => {
  const all = [...history, ...visits];
  const whole = await makeHost();
  expect(await keep(whole, all)).toEqual({ added: 15, duplicates: 0, rejected: [] });
  await pair(whole);
  const expected = await stateOf(whole);
  expect(expected.sessions).toHaveLength(4);
  expect(expected.network).toMatchObject(
    [
      { count: 1, addresses: [] },
      { count: 3, addresses: ["10.0.0.8", "10.0.0.9"], firstAt: minute(3), lastAt: minute(6) },
    ].sort((a, b) => (sidOf("a.user") < sidOf("b.user") ? b.count - a.count : a.count - b.count)),
  );

  expect(await keep(whole, all)).toEqual({ added: 0, duplicates: 15, rejected: [] });
  expect(await db.prisma.pairDue.count({ where: { hostId: whole } })).toBe(0);
  expect(await stateOf(whole)).toEqual(expected);

  const orders: AuditEvent[][][] = [
    [[...all].reverse()],
    [all.slice(0, 8), all.slice(8)],
    [all.slice(8), all.slice(0, 8)],
    [all.slice(0, 10), all.slice(5)],
    all.map((one) => [one]),
    [...all].reverse().map((one) => [one]),
  ];
  for (const [i, batches] of orders.entries()) {
    const host = await makeHost();
    for (const batch of batches) {
      await keep(host, batch);
      if (i % 2 === 0) await pair(host);
    }
    await pair(host);
    expect(await stateOf(host)).toEqual(expected);
  }

  const raced = await makeHost();
  const batches = [all, all, all.slice(4), [...all].reverse(), ...all.map((one) => [one])];
  const kept = await Promise.all(batches.map((batch) => keep(raced, batch)));
  expect(kept.reduce((sum, { added }) => sum + added, 0)).toBe(all.length);
  await pair(raced);
  expect(await stateOf(raced)).toEqual(expected);
});

test("hosts that come in one batch are placed as each by itself", async () => {
  // The first gives an id again without a start that was recorded; the second goes on; the third is new in the second batch.
  const again = [
    logon(1, minute(-90), "a.user", "0x10"),
    logoff(2, minute(-80), "a.user", "0x10"),
    logon(3, minute(-40), "b.user", "0x11"),
    logon(4, minute(-30), "c.user", "0x10"),
    logoff(5, minute(-20), "c.user", "0x10"),
  ].map(bare);
  const goesOn = history.slice(7);
  const parts = (events: readonly AuditEvent[], at: number) => [events.slice(0, at), events.slice(at)];
  const logs = [parts(again, 3), parts(goesOn, 2), [[], again.slice(0, 2)]];
  const alone: number[] = [];
  for (const halves of logs) {
    const host = await makeHost();
    alone.push(host);
    for (const half of halves) await keep(host, half);
    await pair(host);
  }
  const together = [await makeHost(), await makeHost(), await makeHost()];
  for (const half of [0, 1]) {
    const events = together.flatMap((hostId, i) =>
      (logs[i]?.[half] ?? []).map((event) => ({ hostId, event, raw: null })),
    );
    expect(await ingestLogged(db, { events, importId: null, now })).toMatchObject({ added: events.length });
  }
  for (const [i, host] of together.entries()) {
    await pair(host);
    const state = await stateOf(host);
    expect(state).toEqual(await stateOf(alone[i] ?? 0));
    const boots = new Set(state.sessions.map(({ boot }) => boot.key));
    expect(boots.size).toBe(i === 0 ? 2 : 1);
  }
});

test("one bad event is named, and stops no other", async () => {
  const host = await makeHost();
  const bad: AuditEvent[] = [
    { ...EMPTY_EVENT, log: "Security", recordId: 1, eventId: 4608, at: Date.UTC(1999, 11, 31) },
    { ...EMPTY_EVENT, log: "Security", recordId: 2, eventId: 4608, at: now.getTime() + 401 * 86_400_000 },
    { ...bare(logon(3, minute(0), "a.user")), userName: "a\0b" },
    { ...bare(logon(4, minute(0), "a.user")), workstation: "\ud800" },
    { ...bare(logon(5, minute(0), "a.user")), logonId: "x".repeat(3_000) },
    { ...bare(logon(6, minute(0), "a.user")), at: Number.NaN },
    { ...bare(logon(7, minute(0), "a.user")), eventId: 40_000 },
  ];
  const { added, duplicates, rejected } = await keep(host, [...bad, ...history]);
  expect({ added, duplicates }).toEqual({ added: history.length, duplicates: 0 });
  expect(rejected.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(rejected[0]?.reason).toBe("its time lies before 2000: 1999-12-31T00:00:00.000Z");
  const raw = await ingestLogged(db, {
    events: [{ hostId: host, event: bare(event(99, minute(9), 1102)), raw: { Data: "a\0" } }],
    importId: null,
    now,
  });
  expect(raw).toMatchObject({ added: 0, rejected: [{ index: 0 }] });
});

test("a host that is not there is refused", async () => {
  await expect(keep(999_999, history)).rejects.toThrow("There is no host 999999.");
});

test.each([
  ["in one window", {}, false],
  ["with stored seams every few records", { windowRecords: 12, seamRecords: 4 }, true],
])(
  "whole stories of hosts, in batches of any size and order, pair as they do in memory: %s",
  {
    timeout: 600_000,
  },
  async (_, limits, hasSeams) => {
    let seams = 0;
    await fc.assert(
      fc.asyncProperty(
        stories,
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.constantFrom(0, 0, 0, 2, 30), { minLength: 1, maxLength: 20 }),
        async ({ events }, size, late) => {
          const host = await makeHost();
          const arriving = events
            .map((one, i) => ({ one, key: i + (late[i % late.length] ?? 0) }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          for (let i = 0; i < arriving.length; i += size) {
            await keep(host, arriving.slice(i, i + size));
            if (i % 3 === 0) await pair(host, limits);
          }
          await pair(host, limits);
          seams += await db.prisma.pairSeam.count({ where: { hostId: host } });
          const stored = await db.prisma.session.findMany({ where: { hostId: host } });
          const whole = pairHost(events).sessions;
          const brief = (all: readonly string[][]) => all.map((one) => one.join(" ")).sort();
          expect(
            brief(
              stored.map((s) => [
                s.logonId,
                String(s.startedAt?.getTime()),
                s.endKind,
                String(s.endAt?.getTime()),
              ]),
            ),
          ).toEqual(
            brief(
              whole.map((s) => [
                s.logonId,
                String(s.startedAt ?? undefined),
                s.ending.kind,
                String(s.ending.at ?? undefined),
              ]),
            ),
          );
        },
      ),
      { numRuns: Number(process.env.CURFEW_DB_RUNS ?? 10) },
    );
    // Without seams the law would say nothing about them.
    expect(seams > 0).toBe(hasSeams);
  },
);

test("a batch of an agent and one of a shipper are one event", async () => {
  const machine = await makeTestMachine(db);
  const boot = { bootId: "boot-1", bootStartedAt: minute(-10).getTime() };
  const events = [logon(1, minute(0), "a.user"), logoff(2, minute(5), "a.user")];
  await machine.sync(minute(6), { ...boot, events });
  expect(await keep(machine.hostId, events.map(bare))).toMatchObject({ added: 0, duplicates: 2 });
});
