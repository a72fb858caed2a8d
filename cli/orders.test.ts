import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import type { Context } from "@/lib/services/context";
import { makeFleet } from "@/lib/services/testing/make-fleet";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { runOrders } from "./orders";

vi.setConfig({ testTimeout: 120_000 });

let db: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  db = await makeTestDatabase();
  ctx = { actor: systemActor("cli"), now: new Date(), db };
});
afterAll(() => db.drop());

function terminal() {
  const lines: string[] = [];
  const drawn: string[] = [];
  const output = { out: (line: string) => lines.push(line), redraw: (line: string) => drawn.push(line) };
  return { lines, drawn, output };
}

async function createFor(associates: number, flags: readonly string[] = []) {
  const fleet = await makeFleet(db, 1, associates);
  const live = await db.prisma.liveSession.findMany({ where: { hostId: { in: [...fleet.hostIds] } } });
  const ids = live.map(({ associateId }) => associateId).join(",");
  const { lines, output } = terminal();
  const code = await runOrders(
    ctx,
    ["create", "--reason", "maintenance", "--associate", ids, ...flags],
    output,
  );
  return { code, lines, hostId: fleet.hostIds[0] ?? 0 };
}

test("an order is created by the command line, and the trail says so", async () => {
  const { code, lines } = await createFor(2, ["--json", "--ticket", "INC-1"]);
  expect(code).toBe(0);
  const { orderId, targets } = JSON.parse(lines[0] ?? "");
  expect(targets).toBe(2);
  const order = await db.prisma.logoffOrder.findUniqueOrThrow({ where: { id: orderId } });
  expect(order).toMatchObject({
    ticket: "INC-1",
    requestedThrough: "cli",
    requestedBy: { kind: "system", name: "cli" },
  });
  expect(await db.prisma.trail.count({ where: { subject: `order:${orderId}` } })).toBe(1);
});

test("it is watched until it is settled, drawn anew on a terminal, and what failed gives 1", async () => {
  const { lines } = await createFor(2, ["--json"]);
  const { orderId } = JSON.parse(lines[0] ?? "");
  const seen = terminal();
  const watching = runOrders(ctx, ["watch", String(orderId)], seen.output);
  await expect
    .poll(() => seen.drawn[0], { timeout: 60_000 })
    .toMatch(new RegExp(`^Order ${orderId}: 2 queued · `));
  await db.prisma.logoffTarget.updateMany({ where: { orderId }, data: { state: "refused" } });
  expect(await watching).toBe(1);
  expect(seen.lines).toEqual([expect.stringMatching(/2 refused · settled after/)]);
});

test("for machines every change is a line", async () => {
  const { lines } = await createFor(1, ["--json"]);
  const { orderId } = JSON.parse(lines[0] ?? "");
  const seen = terminal();
  const watching = runOrders(ctx, ["watch", String(orderId), "--json"], seen.output);
  await expect.poll(() => seen.lines.length, { timeout: 60_000 }).toBe(1);
  await runOrders(ctx, ["cancel", String(orderId)], terminal().output);
  expect(await watching).toBe(0);
  expect(seen.lines.map((line) => JSON.parse(line).states)).toEqual([{ queued: 1 }, { cancelled: 1 }]);
});

test("it is cancelled, once", async () => {
  const { lines } = await createFor(1, ["--json"]);
  const { orderId } = JSON.parse(lines[0] ?? "");
  const seen = terminal();
  expect(await runOrders(ctx, ["cancel", String(orderId)], seen.output)).toBe(0);
  expect(seen.lines).toEqual([`Order ${orderId}: 1 target taken back, 0 too late.`]);
  await expect(runOrders(ctx, ["cancel", String(orderId)], seen.output)).rejects.toMatchObject({
    code: "conflict",
  });
});

test.each([
  [["create", "--reason", "x"], "Say whose sessions"],
  [["create", "--reason", "x", "--associate", "1", "--host", "2"], "Say whose sessions"],
  [["create", "--associate", "1"], "Say why"],
  [["create", "--reason", "x", "--associate", "one"], "expected number"],
  [["create", "--reason", "x", "--host", "1", "--verb", "drop"], "Invalid option"],
  [["watch"], "Name the order by its number"],
  [["cancel", "-"], "Name the order by its number"],
  [["dance"], "There is no command"],
] as const)("%j is refused in words, and nothing is done", async (argv, words) => {
  const before = await db.prisma.logoffOrder.count();
  await expect(runOrders(ctx, argv, terminal().output)).rejects.toThrow(words);
  expect(await db.prisma.logoffOrder.count()).toBe(before);
});
