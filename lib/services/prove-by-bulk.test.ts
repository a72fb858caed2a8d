import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { ingestLogged } from "./ingest-logged";
import { leaseCommands } from "./lease-commands";
import { pairDue } from "./pair-due";
import { requestOrder } from "./request-order";
import { event, logoff, logon, makeTestMachine, minute, session } from "./testing/test-machine";

vi.setConfig({ testTimeout: 120_000 });
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

/** A session that was ordered off and has left the list; nobody has told its record yet. */
async function orderedOff(names: { boot: boolean }) {
  const machine = await makeTestMachine(db);
  const told = (events: ReportedEvent[]) => events.map((one) => (names.boot ? one : { ...one, boot: null }));
  await machine.sync(minute(1), {
    sessions: [session("a.user", minute(0))],
    events: told([event(1, minute(-60), 4608), logon(10, minute(0), "a.user")]),
  });
  const operator = await db.prisma.operator.create({
    data: {
      name: randomUUID(),
      displayName: "Op",
      role: "operator",
      passwordHash: "-",
      createdAt: minute(0),
    },
  });
  const actor = { kind: "operator", operatorId: operator.id, name: operator.name, role: "operator" } as const;
  const live = await db.prisma.liveSession.findFirstOrThrow({ where: { hostId: machine.hostId } });
  const { orderId } = await requestOrder(
    { actor, now: minute(5), db },
    {
      requestKey: randomUUID(),
      targets: { kind: "sessions", ids: [live.id.toString()] },
      reason: "maintenance",
    },
  );
  const [command] = await leaseCommands(machine.at(minute(6)));
  const receipts = (["accepted", "executed", "gone"] as const).map((step, i) => ({
    commandId: command?.id ?? "",
    step,
    at: minute(6, i + 1).getTime(),
    detail: "",
  }));
  await machine.sync(minute(6, 4), { sessions: [], receipts });
  const target = () => db.prisma.logoffTarget.findFirstOrThrow({ where: { orderId } });
  expect(await target()).toMatchObject({ state: "gone" });
  return { machine, target };
}

test.each([
  { door: "a shipper", isImport: false, boot: true },
  { door: "an import", isImport: true, boot: true },
  { door: "a shipper, on a host whose log names no boots", isImport: false, boot: false },
])("the record proves the logoff though $door brings it", async ({ isImport, boot }) => {
  const { machine, target } = await orderedOff({ boot });
  const { raw, ...record } = logoff(20, minute(6, 2), "a.user");
  const made = isImport
    ? await db.prisma.import.create({
        data: { source: "cli", createdBy: {}, createdAt: minute(6), touchedAt: minute(6) },
      })
    : null;
  await ingestLogged(db, {
    events: [{ hostId: machine.hostId, event: { ...record, boot: null }, raw }],
    importId: made?.id ?? null,
    now: minute(7),
  });
  const paired = await pairDue(db, { hostIds: [machine.hostId], now: () => minute(7) });
  expect(paired).toMatchObject({ left: 0 });
  const { id, ...proved } = await target();
  expect(proved).toMatchObject({
    state: "proved",
    provedAt: minute(7),
    evidence: { log: "Security", recordId: 20, eventId: 4647 },
  });
  const ended = await db.prisma.session.findFirstOrThrow({ where: { hostId: machine.hostId } });
  expect(ended).toMatchObject({ endKind: "logged_off", endedByTargetId: id });
});

test("hosts that are paired in company are proved too", async () => {
  const ordered = [await orderedOff({ boot: true }), await orderedOff({ boot: true })];
  const events = ordered.map(({ machine }) => {
    const { raw, ...event } = logoff(20, minute(6, 2), "a.user");
    return { hostId: machine.hostId, event: { ...event, boot: null }, raw };
  });
  await ingestLogged(db, { events, importId: null, now: minute(7) });
  const hostIds = ordered.map(({ machine }) => machine.hostId);
  expect(await pairDue(db, { hostIds, now: () => minute(7) })).toMatchObject({ left: 0 });
  for (const { target } of ordered) expect(await target()).toMatchObject({ state: "proved" });
});

test("pairing twice and at once changes nothing: rows keep their ids, and the order that ended them", async () => {
  const { machine, target } = await orderedOff({ boot: true });
  await machine.sync(minute(7), { events: [logoff(20, minute(6, 2), "a.user")] });
  const before = await db.prisma.session.findMany({ where: { hostId: machine.hostId } });
  expect(before).toMatchObject([{ endedByTargetId: (await target()).id }]);
  const later = [logon(30, minute(20), "b.user", "0xb1"), logoff(31, minute(30), "b.user", "0xb1")];
  await ingestLogged(db, {
    events: later.map(({ raw, ...one }) => ({ hostId: machine.hostId, event: one, raw })),
    importId: null,
    now: minute(31),
  });
  const round = { hostIds: [machine.hostId], now: () => minute(31) };
  await Promise.all([pairDue(db, round), pairDue(db, round), pairDue(db, { now: () => minute(31) })]);
  const after = await db.prisma.session.findMany({
    where: { hostId: machine.hostId },
    orderBy: { id: "asc" },
  });
  expect(after.slice(0, 1)).toEqual(before);
  expect(after).toHaveLength(2);
});
