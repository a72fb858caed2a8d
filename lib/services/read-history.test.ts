import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { readAssociate } from "./read-associate";
import { readAssociates } from "./read-associates";
import { readHost } from "./read-host";
import { readHosts } from "./read-hosts";

let db: TestDatabase;
let associateId: number;
let hostId: number;
let sessionId: string;
const november = { from: when("2026-11-01T00:00:00Z"), until: when("2026-12-01T00:00:00Z") };
const auditor: Actor = { kind: "operator", operatorId: 1, name: "auditor", role: "auditor" };
const context = (actor: Actor = auditor): Context => ({ actor, now: when("2026-11-20T14:00:00Z"), db });

beforeAll(async () => {
  db = await makeTestDatabase();
  const place = await seedHost(db, "TS-04", when("2026-11-01T00:00:00Z"));
  const person = await seedPerson(db, "m.okafor");
  hostId = place.hostId;
  associateId = person.associateId;
  for (let day = 1; day <= 60; day++) {
    const at = Date.parse("2026-11-01T08:00:00Z") + day * 8 * 3_600_000;
    sessionId = await seedSession(db, place, person, new Date(at), new Date(at + 3_600_000));
  }
});
afterAll(() => db.drop());

test("nobody without the permission learns anything, not even whether a row exists", async () => {
  const agent: Actor = { kind: "agent", agentId: 1, hostId, hostName: "TS-04" };
  const queries = vi.spyOn(db.pool, "query");
  for (const read of [readAssociates, readAssociate, readHosts, readHost]) {
    await expect(read(context(agent), {})).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(queries).not.toHaveBeenCalled();
  queries.mockRestore();
});

test.each([
  {},
  { q: ["a", "b"], group: 4, on: null, after: "x", state: "constructor", platform: {} },
  { q: "\0%_\\" },
])("lists answer whatever the address says: %j", async (query) => {
  expect((await readAssociates(context(), query)).rows.length).toBeLessThanOrEqual(1);
  expect((await readHosts(context(), query)).rows.length).toBeLessThanOrEqual(1);
});

test("names page down and up again, and the first page is the first however it was reached", async () => {
  const others = await Promise.all(Array.from({ length: 120 }, (_, n) => seedPerson(db, `page.${n % 60}`)));
  expect(others).toHaveLength(120);
  const ids = (answer: { readonly rows: readonly { readonly id: number }[] }) =>
    answer.rows.map((row) => row.id);
  const read = (more: object) => readAssociates(context(), { q: "page.", ...more });
  const first = await read({});
  const second = await read({ after: first.next });
  const third = await read({ after: second.next });
  expect(new Set([...ids(first), ...ids(second), ...ids(third)]).size).toBe(120);
  expect([first.previous, first.isFirstPage, third.next]).toEqual([null, true, null]);
  const back = await read({ before: third.previous });
  expect(ids(back)).toEqual(ids(second));
  const top = await read({ before: back.previous });
  expect([ids(top), top.isFirstPage, top.previous]).toEqual([ids(first), true, null]);
  expect(ids(await read({ after: top.next }))).toEqual(ids(second));
});

test("hosts page down and up again", async () => {
  for (let n = 0; n < 60; n++) await seedHost(db, `PAGE-${String(n).padStart(2, "0")}`, november.from);
  const names = (answer: { readonly rows: readonly { readonly name: string }[] }) =>
    answer.rows.map((row) => row.name);
  const first = await readHosts(context(), { q: "PAGE-" });
  const second = await readHosts(context(), { q: "PAGE-", after: first.next });
  expect(names(second)).toEqual(Array.from({ length: 10 }, (_, n) => `PAGE-${50 + n}`));
  const back = await readHosts(context(), { q: "PAGE-", before: second.previous });
  expect([names(back), back.isFirstPage, back.previous]).toEqual([names(first), true, null]);
});

test.each([undefined, "", "abc", "0", "-1", "1e9", "99999999999", "2147483647"])(
  "id %s is no page",
  async (id) => {
    const rest = { ...november, isTable: true, at: null };
    expect(await readAssociate(context(), { associateId: id, ...rest })).toBeNull();
    expect(await readHost(context(), { hostId: id, ...rest })).toBeNull();
  },
);

test("the table goes down and up, and the first page is the first however it was reached", async () => {
  for (const read of [
    (more: object) =>
      readAssociate(context(), { associateId: String(associateId), ...november, isTable: true, ...more }),
    (more: object) =>
      readHost(context(), { hostId: String(hostId), ...november, isTable: true, at: null, ...more }),
  ]) {
    const first = (await read({}))?.page;
    expect([first?.isFirstPage, first?.previous]).toEqual([true, null]);
    const second = (await read({ after: first?.next }))?.page;
    expect([second?.isFirstPage, second?.next]).toEqual([false, null]);
    const top = (await read({ before: second?.previous }))?.page;
    expect(top?.sessions.map(({ id }) => id)).toEqual(first?.sessions.map(({ id }) => id));
    expect([top?.isFirstPage, top?.previous, top?.next]).toEqual([true, null, first?.next]);
  }
});

test("what is marked bounds the table; the drawing keeps its window", async () => {
  const span = { from: when("2026-11-05T08:00:00Z"), until: when("2026-11-06T08:00:00Z") };
  const of = { ...november, isTable: true, span };
  const person = await readAssociate(context(), { associateId: String(associateId), ...of });
  const host = await readHost(context(), { hostId: String(hostId), ...of, at: null });
  for (const answer of [person, host]) {
    expect(answer?.history.sessions).toHaveLength(60);
    const begun = answer?.page?.sessions.map((row) => new Date(row.startedAt ?? 0).toISOString());
    expect(begun).toEqual([
      "2026-11-06T00:00:00.000Z",
      "2026-11-05T16:00:00.000Z",
      "2026-11-05T08:00:00.000Z",
    ]);
  }
});

test("a person's page: drawing and table hold the same sessions, details belong to that person", async () => {
  const read = (more: object) =>
    readAssociate(context(), { associateId: String(associateId), ...november, isTable: true, ...more });
  const first = await read({ session: sessionId });
  expect(first?.open?.session.id).toBe(sessionId);
  const second = await read({ after: first?.page?.next ?? "" });
  const rows = [...(first?.page?.sessions ?? []), ...(second?.page?.sessions ?? [])];
  expect(rows.map((row) => row.id)).toEqual(first?.history.sessions.map((row) => row.id));
  expect(rows).toHaveLength(60);
  expect([first?.page?.isFirstPage, second?.page?.isFirstPage, second?.page?.next]).toEqual([
    true,
    false,
    null,
  ]);
  expect((await read({ session: "999999999999", after: "nonsense" }))?.open).toBeNull();
});

test("a page costs the same few queries however much there is", async () => {
  const queries = vi.spyOn(db.pool, "query");
  await readAssociate(context(), {
    associateId: String(associateId),
    ...november,
    isTable: true,
    session: sessionId,
  });
  expect(queries.mock.calls.length).toBe(9);
  queries.mockClear();
  const at = when("2026-11-05T00:30:00Z");
  await readHost(context(), { hostId: String(hostId), ...november, isTable: true, session: sessionId, at });
  expect(queries.mock.calls.length).toBe(11);
  queries.mockRestore();
});
