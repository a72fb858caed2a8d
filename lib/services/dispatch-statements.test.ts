import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Receipt } from "@/lib/protocol/messages";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { leaseCommands } from "./lease-commands";
import { requestOrder } from "./request-order";
import { countStatements } from "./testing/count-statements";
import { contextOf, operatorActor } from "./testing/make-fleet";
import { event, logoff, logon, makeTestMachine, minute, session } from "./testing/test-machine";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
  const facts = { displayName: "Op", role: "operator", passwordHash: "-", createdAt: minute(0) };
  await db.prisma.operator.create({ data: { id: 1, name: "op-1", ...facts } });
});
afterAll(() => db.drop());

const logonIdOf = (n: number) => `0x${(0xa00 + n).toString(16)}`;

/** An order for every session of one host: what each part of its way asks of the database. */
async function costOf(sessions: number, graceSeconds: number) {
  const machine = await makeTestMachine(db);
  const listed = Array.from({ length: sessions }, (_, n) =>
    session(`p${n}`, minute(0), { sessionId: String(n + 2), logonId: logonIdOf(n) }),
  );
  const events = listed.map((_, n) => logon(10 + n, minute(0), `p${n}`, logonIdOf(n)));
  await machine.sync(minute(1), { sessions: listed, events: [event(1, minute(-60), 4608), ...events] });
  const { orderId } = await requestOrder(contextOf(db, operatorActor(1), minute(5).toISOString()), {
    requestKey: randomUUID(),
    targets: { kind: "hosts" as const, ids: [machine.hostId] },
    reason: "The host is replaced",
    graceSeconds,
  });
  const lease = async (at: Date) => {
    let handed: readonly { id: string }[] = [];
    const statements = await countStatements(db, async () => {
      handed = await leaseCommands(machine.at(at));
    });
    expect(handed).toHaveLength(sessions);
    return { statements, handed };
  };
  const told = async (
    handed: readonly { id: string }[],
    steps: readonly Receipt["step"][],
    at: Date,
    left = listed,
  ) => {
    const receipts = handed.flatMap(({ id }) =>
      steps.map((step, n) => ({ commandId: id, step, at: at.getTime() + n, detail: "" })),
    );
    return countStatements(db, () => machine.sync(at, { sessions: left, receipts }));
  };
  const proved = (at: Date) => {
    const records = listed.map((_, n) => logoff(1_000 + n, minute(6, 2), `p${n}`, logonIdOf(n)));
    return countStatements(db, () => machine.sync(at, { events: records }));
  };
  const states = async () =>
    (await db.prisma.logoffTarget.groupBy({ by: ["state"], where: { orderId }, _count: true })).map(
      ({ state, _count }) => [state, _count],
    );
  return { lease, told, proved, states };
}

test("sixty targets of a host are leased, told of, gone and proved in as many statements as one", async () => {
  const costs = [];
  for (const sessions of [1, 1, 60]) {
    const { lease, told, proved, states } = await costOf(sessions, 0);
    const { statements, handed } = await lease(minute(6));
    const acted = await told(handed, ["accepted", "executed"], minute(6, 1));
    expect(await states()).toEqual([["executed", sessions]]);
    const departed = await told([], [], minute(6, 2), []);
    expect(await states()).toEqual([["gone", sessions]]);
    const recorded = await proved(minute(6, 4));
    expect(await states()).toEqual([["proved", sessions]]);
    costs.push({ statements, acted, departed, recorded });
  }
  const [, one, many] = costs;
  expect(one?.statements).toBeGreaterThan(3);
  expect(many).toEqual(one);
});

test("so are warnings handed out", async () => {
  const costs = [];
  for (const sessions of [1, 1, 60]) {
    const { lease } = await costOf(sessions, 60);
    costs.push((await lease(minute(5, 1))).statements);
  }
  const [, one, many] = costs;
  expect(many).toBe(one);
});
