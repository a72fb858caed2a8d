import { afterAll, beforeAll, expect, test } from "vitest";
import { canMove, TARGET_STATES, type TargetState } from "@/lib/domain/target-state";
import { moveTarget } from "./move-target";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
let ids: { hostId: number; accountId: number; orderId: number };
const now = new Date("2026-03-01T08:00:00Z");
const evidence = { log: "Security", recordId: 7, eventId: 4647, at: now.getTime() } as const;

beforeAll(async () => {
  db = await makeTestDatabase();
  const host = await db.prisma.host.create({
    data: { name: "H", machineId: "m", platform: "linux", createdAt: now },
  });
  const account = await db.prisma.account.create({ data: { key: "uid:1000@m", name: "a", createdAt: now } });
  const order = await db.prisma.logoffOrder.create({
    data: { requestedBy: {}, reason: "r", createdAt: now, expiresAt: now, requestKey: "k" },
  });
  ids = { hostId: host.id, accountId: account.id, orderId: order.id };
});
afterAll(() => db.drop());

async function targetIn(state: TargetState): Promise<bigint> {
  const proved = state === "proved" ? { evidence, provedAt: now } : {};
  const target = await db.prisma.logoffTarget.create({
    data: {
      ...ids,
      machineId: "m",
      bootKey: "b",
      sessionId: "1",
      accountKey: "uid:1000@m",
      loggedOnAt: now,
      state,
      stateAt: now,
      commandId: crypto.randomUUID(),
      ...proved,
    },
    select: { id: true },
  });
  return target.id;
}

const move = (targetId: bigint, to: TargetState) =>
  db.prisma.$transaction((tx) =>
    moveTarget(tx, { targetId, to, at: now, source: "audit", detail: "because", evidence }),
  );

test("moves as the table says, and not otherwise", async () => {
  for (const from of TARGET_STATES) {
    for (const to of TARGET_STATES) {
      const id = await targetIn(from);
      const isAllowed = canMove(from, to);
      expect(`${from} → ${to}: ${await move(id, to)}`).toBe(`${from} → ${to}: ${isAllowed}`);
      const target = await db.prisma.logoffTarget.findUniqueOrThrow({ where: { id } });
      expect(target.state).toBe(isAllowed ? to : from);
      expect(await db.prisma.targetStep.count({ where: { targetId: id } })).toBe(isAllowed ? 1 : 0);
    }
  }
});

test("ten at once: one moves it, and one step is written", async () => {
  const id = await targetIn("gone");
  const moved = await Promise.all(Array.from({ length: 10 }, () => move(id, "proved")));
  expect(moved.filter(Boolean)).toHaveLength(1);
  const [step, ...others] = await db.prisma.targetStep.findMany({ where: { targetId: id } });
  expect(others).toEqual([]);
  expect(step).toMatchObject({ state: "proved", source: "audit", detail: "because", evidence });
});

test("a lease holds its time, and what follows forgets it", async () => {
  const id = await targetIn("queued");
  const leasedUntil = new Date(now.getTime() + 15_000);
  await db.prisma.$transaction((tx) =>
    moveTarget(tx, { targetId: id, to: "leased", at: now, source: "gateway", leasedUntil }),
  );
  const leased = await db.prisma.logoffTarget.findUniqueOrThrow({ where: { id } });
  expect(leased.leasedUntil).toEqual(leasedUntil);
  await move(id, "accepted");
  const accepted = await db.prisma.logoffTarget.findUniqueOrThrow({ where: { id } });
  expect(accepted.leasedUntil).toBeNull();
});
