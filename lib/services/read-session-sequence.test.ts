import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import { fromTuple, type LiveRow } from "@/lib/domain/live-row";
import { cursorAfter, parseSessionSort, sessionCursorText } from "@/lib/domain/session-sort";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { findMatches } from "./find-matches";
import { readSessionRows } from "./read-session-rows";
import { readSessionSequence } from "./read-session-sequence";
import { suggestChipValues } from "./suggest-chip-values";

const NOW = new Date("2026-11-20T09:44:31.250Z");
const AUDITOR: Actor = { kind: "operator", operatorId: 1, name: "auditor", role: "auditor" };
const NOBODY: Actor = { kind: "system", name: "gateway" };
let db: TestDatabase;
const ctx = (actor: Actor = AUDITOR) => ({ actor, now: NOW, db });
const sequence = async (input: object) => {
  const { ids, ...rest } = await readSessionSequence(ctx(), input);
  return { ...rest, ids: ids === "" ? [] : ids.split(",") };
};
const rows = async (ids: readonly string[]): Promise<LiveRow[]> =>
  (await readSessionRows(ctx(), { ids: ids.join(",") })).rows.map(fromTuple);

beforeAll(async () => {
  db = await makeTestDatabase();
  await seedLiveSessions(db, 400, NOW);
});
afterAll(() => db?.drop());

describe("the sequence of a list", () => {
  test.each(["", "-loggedOn", "idle", "-idle", "host", "-associate"])(
    "by “%s”: every id once, and the place behind each row is found again",
    async (sort) => {
      const { ids, at, before } = await sequence({ q: "state:idle,active", sort });
      expect([new Set(ids).size, ids.length, before, at]).toEqual([240, 240, 0, NOW.getTime()]);
      const all = new Map((await rows(ids.slice(0, 200))).map((row) => [row.id, row]));
      for (const place of [0, 17, 99, 199]) {
        const row = all.get(ids[place] ?? "");
        if (!row) throw new Error("a row is missing");
        const after = sessionCursorText(cursorAfter(row, parseSessionSort(sort)));
        expect((await sequence({ q: "state:idle,active", sort, after })).before).toBe(place + 1);
      }
    },
  );

  test("of nothing is empty, and nonsense asks for the whole list from its beginning", async () => {
    expect((await sequence({ q: "nobody-is-called-this" })).ids).toEqual([]);
    const found = await sequence({ q: ["\0", "x"], sort: "'; DROP", after: "~~~" });
    expect([found.ids.length, found.before]).toEqual([400, 0]);
  });
});

describe("the rows that come into sight", () => {
  test("are those that are asked for and still live", async () => {
    const { ids } = await sequence({});
    const found = await rows([...ids.slice(0, 3), "999999999999"]);
    expect(found.map((row) => row.id).sort()).toEqual(ids.slice(0, 3).sort());
  });

  test.each([{}, { ids: "" }, { ids: "1;2" }, { ids: "0" }, { ids: "-1" }, { ids: ["1", "2"] }])(
    "nonsense is refused in words: %j",
    async (input) => {
      await expect(readSessionRows(ctx(), input)).rejects.toMatchObject({
        code: "invalid_input",
        field: "ids",
      });
    },
  );

  test("are never more than two hundred", async () => {
    const ids = Array.from({ length: 201 }, (_, i) => i + 1).join(",");
    await expect(readSessionRows(ctx(), { ids })).rejects.toThrow("At most 200 sessions at once.");
  });
});

describe("values of a chip", () => {
  test("hosts: what begins with the text comes first, with how many are on", async () => {
    const values = await suggestChipValues(ctx(), { key: "host", text: "ts" });
    expect(values).toEqual(
      [
        { value: "TS-0004", about: "Nordics", sessions: 50 },
        { value: "TS-0008", about: "Nordics", sessions: 50 },
      ].map((value) => expect.objectContaining({ value: value.value, sessions: value.sessions })),
    );
    expect(await suggestChipValues(ctx(), { key: "host", text: "%" })).toEqual([]);
  });

  test("groups of hosts and of people; people by handle and by full name", async () => {
    const groups = await suggestChipValues(ctx(), { key: "group", text: "" });
    expect(groups.map(({ value }) => value).sort()).toEqual(["Helpdesk", "Nordics", "Second line"]);
    const [person] = await suggestChipValues(ctx(), { key: "associate", text: "number12" });
    expect(person).toMatchObject({ value: "12", about: "p.12, Person Number12" });
  });

  test("an unknown key is refused", async () => {
    await expect(suggestChipValues(ctx(), { key: "state" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("what a pasted text may mean", () => {
  const labels = async (q: string) =>
    (await findMatches(ctx(), { q })).map(({ kind, label }) => `${kind} ${label}`);

  test.each([
    ["s-1-5-21-1-2-3-7", "associate Person Number7 · p.7"],
    ["“CORP\\p.7”".replace(/[“”]/g, '"'), "associate Person Number7 · p.7"],
    ["(ts-0004),", "host TS-0004"],
    ["machine-4", "host TS-0004"],
    ["Person Number7", "associate Person Number7 · p.7"],
  ])("%s", async (text, expected) => {
    expect((await labels(text))[0]).toBe(expected);
  });

  test("whoever bears the very name comes before a host that holds it", async () => {
    await db.prisma.host.create({
      data: { name: "LT-P.7-OLD", platform: "windows", bootKey: "", createdAt: NOW },
    });
    expect((await labels("p.7")).slice(0, 2)).toEqual([
      "associate Person Number7 · p.7",
      expect.stringMatching(/^associate /),
    ]);
    expect(await labels("p.7")).toContain("host LT-P.7-OLD");
    expect((await labels("lt-p.7-old"))[0]).toBe("host LT-P.7-OLD");
  });

  test("an order's number, a session's number, nothing and nonsense", async () => {
    const order = await db.prisma.logoffOrder.create({
      data: { requestedBy: {}, reason: "maintenance", createdAt: NOW, expiresAt: NOW, requestKey: "found" },
    });
    expect(await labels(`order #${order.id}`)).toContain(`order Order ${order.id}`);
    const [id] = (await sequence({})).ids;
    expect(await labels(`session ${id}`)).toContainEqual(expect.stringMatching(/^session p\.\d+ on /));
    expect(await labels("  ")).toEqual([]);
    expect(await labels("999999999999999999")).toEqual([]);
    expect(await labels("%_\\")).toEqual([]);
  });
});

test("nobody reads any of it who may not read sessions", async () => {
  for (const read of [
    () => readSessionSequence(ctx(NOBODY), {}),
    () => readSessionRows(ctx(NOBODY), { ids: "1" }),
    () => suggestChipValues(ctx(NOBODY), { key: "host" }),
    () => findMatches(ctx(NOBODY), { q: "1" }),
  ]) {
    await expect(read()).rejects.toMatchObject({ code: "forbidden" });
  }
});
