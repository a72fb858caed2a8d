import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import { LOGS } from "@/lib/domain/audit-event";
import {
  type SeededPlace,
  seedHost,
  seedPerson,
  seedSession,
  when,
} from "@/lib/storage/testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { keepCoverage } from "./keep-coverage";
import { readCoverage } from "./read-coverage";
import { readHistory } from "./read-history";
import { readNetworkLogons } from "./read-network-logons";

let db: TestDatabase;
let place: SeededPlace;
let silent: SeededPlace;
const NOW = when("2026-11-20T14:00:00Z");
const auditor: Actor = { kind: "operator", operatorId: 1, name: "auditor", role: "auditor" };
const context = (actor: Actor = auditor): Context => ({ actor, now: NOW, db });
const instantOf = (wall: number) => wall;
const ask = (input: object) => readHistory(context(), { at: null, instantOf, ...input });

beforeAll(async () => {
  db = await makeTestDatabase();
  place = await seedHost(db, "TS-04", when("2026-11-01T00:00:00Z"), { reportedAt: NOW });
  silent = await seedHost(db, "TS-05", when("2026-11-01T00:00:00Z"));
  await db.prisma.agent.create({
    data: { hostId: place.hostId, publicKey: "k", version: "1", enrolledAt: when("2026-11-01T00:00:00Z") },
  });
  const person = await seedPerson(db, "m.okafor");
  for (let n = 0; n < 120; n++) {
    const at = Date.parse("2026-11-02T08:00:00Z") + n * 3 * 3_600_000;
    await seedSession(db, place, person, new Date(at), new Date(at + 3_600_000));
  }
  await db.pool.query("SELECT ensure_audit_month($1)", [NOW]);
  for (const [recordId, at] of [
    [1n, "2026-11-02T08:00:00Z"],
    [2n, "2026-11-20T13:00:00Z"],
  ] as const) {
    const rest = { log: LOGS.Security, eventId: 4624, fields: {}, receivedAt: NOW };
    await db.prisma.auditEvent.create({ data: { ...place, recordId, at: when(at), ...rest } });
  }
  await keepCoverage(db);
});
afterAll(() => db.drop());

test("nobody without the permission learns anything", async () => {
  const agent: Actor = { kind: "agent", agentId: 1, hostId: place.hostId, hostName: "TS-04" };
  const queries = vi.spyOn(db.pool, "query");
  for (const read of [readHistory, readCoverage]) {
    await expect(read(context(agent), {})).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(queries).not.toHaveBeenCalled();
  queries.mockRestore();
});

test.each([
  {},
  { q: ["a", "b"], after: "x", before: 4, session: {} },
  { q: "\0%_\\ from:99999-99-99 until:0000-00-00T99:99Z order:-1 associate:99999999999" },
  { q: "x".repeat(100_000), after: "W10", before: "bnVsbA", session: "9".repeat(400) },
  { after: Buffer.from('["9".repeat,1]').toString("base64url") },
  { before: Buffer.from('["99999999999999999","1"]').toString("base64url"), after: "x" },
  { q: `from:${"2026-11-01".repeat(30)} "unclosed` },
])("answers whatever the address says: %j", async (input) => {
  const answer = await ask(input);
  expect(answer.view.kind).toBe("list");
  expect(answer.open).toBeNull();
});

test("pages lead down and back, and the first page knows that it is", async () => {
  const first = (await ask({})).view;
  if (first.kind !== "list") throw new Error("no list");
  expect([first.isFirstPage, first.newer, first.sessions.length]).toEqual([true, null, 50]);
  const second = (await ask({ after: first.older })).view;
  if (second.kind !== "list") throw new Error("no list");
  const third = (await ask({ after: second.older })).view;
  if (third.kind !== "list") throw new Error("no list");
  expect([third.sessions.length, third.older]).toEqual([20, null]);
  const back = (await ask({ before: third.newer })).view;
  if (back.kind !== "list") throw new Error("no list");
  expect(back.sessions.map(({ id }) => id)).toEqual(second.sessions.map(({ id }) => id));
  const top = (await ask({ before: second.newer })).view;
  if (top.kind !== "list") throw new Error("no list");
  expect([top.isFirstPage, top.newer]).toEqual([true, null]);
  expect(top.sessions.map(({ id }) => id)).toEqual(first.sessions.map(({ id }) => id));
});

test("who was on at an instant names the hosts that cannot tell", async () => {
  const { view } = await ask({ at: when("2026-11-02T08:30:00Z"), q: "host:ts-*" });
  if (view.kind !== "at") throw new Error("not at");
  expect(view.who).toMatchObject({ certainPeople: 1, hosts: 1 });
  expect(view.blind.map((host) => [host.hostName, host.stretches[0]?.kind])).toEqual([["TS-05", "never"]]);
  const before = await ask({ at: when("2026-11-01T08:30:00Z") });
  expect(before.view.kind === "at" && before.view.blind.map((host) => host.hostName)).toEqual([
    "TS-04",
    "TS-05",
  ]);
  const narrowed = await ask({ at: when("2026-11-02T08:30:00Z"), q: "host:TS-04" });
  expect(narrowed.view.kind === "at" && narrowed.view.blind).toEqual([]);
});

test("a page costs the same few queries however much there is", async () => {
  const queries = vi.spyOn(db.pool, "query");
  await ask({});
  expect(queries.mock.calls.length).toBe(4);
  queries.mockClear();
  await ask({ at: when("2026-11-02T08:30:00Z") });
  expect(queries.mock.calls.length).toBe(5);
  queries.mockRestore();
});

test("an answer that rests on many hosts says how many it left out", async () => {
  const hostIds = [place.hostId, silent.hostId, ...Array.from({ length: 100 }, (_, n) => 1_000 + n)];
  const answer = await readCoverage(context(), { hostIds, from: NOW, until: NOW });
  expect(answer.hosts.map((host) => host.hostName)).toEqual(["TS-04", "TS-05"]);
  expect(answer.leftOut).toBe(42);
});

test("network logons are told with their host's name, inside the window alone, and to nobody without the permission", async () => {
  const person = await seedPerson(db, "net");
  const row = { hostId: place.hostId, accountId: person.accountId, count: 3, addresses: ["10.0.0.9"] };
  for (const day of ["2026-11-03", "2026-11-04", "2026-11-05"]) {
    const at = when(`${day}T08:00:00Z`);
    await db.prisma.networkLogonDay.create({
      data: { ...row, day: when(`${day}T00:00:00Z`), firstAt: at, lastAt: at },
    });
  }
  const window = { from: when("2026-11-03T00:00:00Z"), until: when("2026-11-05T00:00:00Z") };
  const found = await readNetworkLogons(context(), { associateId: person.associateId }, window);
  expect(found.rows.map(({ day, hostName, count }) => [day, hostName, count])).toEqual([
    ["2026-11-04", "TS-04", 3],
    ["2026-11-03", "TS-04", 3],
  ]);
  expect(found.isCut).toBe(false);
  const agent: Actor = { kind: "agent", agentId: 1, hostId: place.hostId, hostName: "TS-04" };
  await expect(readNetworkLogons(context(agent), { hostId: 1 }, window)).rejects.toMatchObject({
    code: "forbidden",
  });
});
