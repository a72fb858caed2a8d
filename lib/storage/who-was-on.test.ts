import { afterAll, beforeAll, expect, test } from "vitest";
import { parseHistoryQuery } from "@/lib/domain/history-query";
import { presenceAt, type RecordedSession } from "@/lib/domain/recorded-session";
import { RECORDED_SESSION_SQL, type RecordedSessionRow, toRecordedSession } from "./recorded-sessions";
import {
  type SeededPerson,
  type SeededPlace,
  seedHost,
  seedPerson,
  seedSession,
  when,
} from "./testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";
import { type WhoPlace, type WhoWasOn, whoWasOn } from "./who-was-on";

let db: TestDatabase;
const places: SeededPlace[] = [];
const people: SeededPerson[] = [];
const HOUR = 3_600_000;
const ZERO = Date.parse("2026-11-10T00:00:00Z");
const query = (text: string) => parseHistoryQuery(text, (wall) => wall);

/** The same numbers every time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * sides);
  };
}

beforeAll(async () => {
  db = await makeTestDatabase();
  for (let n = 0; n < 4; n++) {
    places.push(
      await seedHost(db, `TS-0${n}`, new Date(ZERO - n * 7 * HOUR), {
        group: n % 2 === 0 ? "Even" : "Odd",
        reportedAt: new Date(ZERO + 60 * HOUR),
      }),
    );
    people.push(await seedPerson(db, `p.${n}`));
  }
  const roll = dice(7);
  for (let n = 0; n < 400; n++) await seedRandom(n, roll);
});
afterAll(() => db.drop());

async function seedRandom(n: number, roll: (sides: number) => number): Promise<void> {
  const place = places[roll(4)] as SeededPlace;
  const person = people[roll(4)] as SeededPerson;
  // Whole quarters of an hour, so that ends and beginnings meet each other and the instants asked for.
  const at = (hours: number) => new Date(ZERO + Math.round(hours * 4) * (HOUR / 4));
  const begun = roll(72);
  const end = begun + roll(24) / 2 - 1;
  const isOrphan = roll(5) === 0;
  const start = isOrphan ? null : at(begun);
  const before = isOrphan ? { startedBefore: at(begun) } : {};
  switch (roll(4)) {
    case 0:
      await seedSession(db, place, person, start, at(end), before);
      break;
    case 1:
      await seedSession(db, place, person, start, null, {
        ...before,
        endKind: "crashed",
        endConfidence: "interval",
        endNotBefore: at(end),
        endNotAfter: at(end + roll(6)),
      });
      break;
    case 2:
      await seedSession(db, place, person, start, at(end), {
        ...before,
        endKind: roll(2) === 0 ? "lost" : "shut_down",
        endConfidence: "low",
        endNotBefore: at(end - 1),
        endNotAfter: at(end + roll(3)),
      });
      break;
    default:
      await seedSession(db, place, person, start, null, {
        ...before,
        endKind: "open",
        endConfidence: "open",
        endNotBefore: at(begun + roll(8)),
        endNotAfter: null,
        sessionId: String(n),
      });
      if (roll(2) === 0) await listLive(place, person, String(n));
  }
}

async function listLive(place: SeededPlace, person: SeededPerson, sessionId: string): Promise<void> {
  await db.prisma.liveSession.create({
    data: {
      hostId: place.hostId,
      bootKey: "boot-1",
      sessionId,
      ...person,
      kind: "console",
      state: "active",
      loggedOnAt: new Date(ZERO),
      firstSeenAt: new Date(ZERO),
      changedAt: new Date(ZERO),
    },
  });
}

/** Every session ever, one after the other, by the rule of the domain. */
function slowly(
  every: readonly RecordedSession[],
  at: number,
  isAsked: (session: RecordedSession) => boolean,
) {
  const found = new Map<string, "certain" | "possible">();
  for (const session of every.filter(isAsked)) {
    const presence = presenceAt(session, at);
    const key = `${session.associateId} on ${session.hostId}`;
    if (presence === "certain" || (presence === "possible" && !found.has(key))) found.set(key, presence);
  }
  return [...found].map(([key, presence]) => `${key} ${presence}`).sort();
}

async function quickly(at: number, hostId: number | null, text: string) {
  const found = await whoWasOn(db, { hostId, at: new Date(at), query: query(text), limit: 1_000 });
  const name = (presence: string) => (s: RecordedSession) => `${s.associateId} on ${s.hostId} ${presence}`;
  return {
    found,
    lines: [...found.certain.map(name("certain")), ...found.possible.map(name("possible"))].sort(),
  };
}

test("everywhere, on a host and filtered: the same as reading every session, at every quarter of an hour", async () => {
  const hostId = places[1]?.hostId ?? 0;
  const associateId = people[2]?.associateId ?? 0;
  const stored = await db.pool.query<RecordedSessionRow>(RECORDED_SESSION_SQL);
  const every = stored.rows.map(toRecordedSession);
  let seen = 0;
  for (let at = ZERO - 30 * HOUR; at < ZERO + 100 * HOUR; at += HOUR / 4) {
    const everywhere = await quickly(at, null, "");
    expect(everywhere.lines, new Date(at).toISOString()).toEqual(slowly(every, at, () => true));
    seen += everywhere.lines.length;
    if (at % HOUR !== 0) continue;
    expect((await quickly(at, hostId, "")).lines).toEqual(slowly(every, at, (s) => s.hostId === hostId));
    expect((await quickly(at, null, `associate:${associateId}`)).lines).toEqual(
      slowly(every, at, (s) => s.associateId === associateId),
    );
    expect((await quickly(at, null, "group:odd")).lines).toEqual(
      slowly(every, at, (s) => [places[1]?.hostId, places[3]?.hostId].includes(s.hostId)),
    );
  }
  expect(seen).toBeGreaterThan(1_000);
}, 120_000);

test("people count once, though they are on two hosts, and a cut list still tells how many", async () => {
  const other = await makeTestDatabase();
  try {
    const [a, b] = [await seedHost(other, "A", new Date(ZERO)), await seedHost(other, "B", new Date(ZERO))];
    for (const name of ["one", "two", "three"]) {
      const person = await seedPerson(other, name);
      for (const place of [a, b])
        await seedSession(other, place, person, new Date(ZERO), new Date(ZERO + HOUR));
    }
    const at = new Date(ZERO + 1_000);
    const found = await whoWasOn(other, { hostId: null, at, query: null, limit: 2 });
    expect(found).toMatchObject({ certainPeople: 3, possiblePeople: 0, hosts: 2, isCut: true });
    expect(found.certain).toHaveLength(2);
    expect(await whoWasOn(other, { hostId: b.hostId, at, query: query("two"), limit: 2 })).toMatchObject({
      certainPeople: 1,
      isCut: false,
    });
    const nobody = await whoWasOn(other, { hostId: null, at: new Date(0), query: null, limit: 2 });
    expect(nobody).toMatchObject({ certainPeople: 0, possiblePeople: 0, hosts: 0, isCut: false });
  } finally {
    await other.drop();
  }
});

test("a page at a time, down and up: every person and host once, in one order, whatever the size of a page", async () => {
  const at = new Date(ZERO + 20 * HOUR);
  const ask = (limit: number, place?: WhoPlace) =>
    whoWasOn(db, { hostId: null, at, query: null, limit, ...(place ? { place } : {}) });
  const ids = (found: WhoWasOn) => [...found.possible, ...found.certain].map((session) => session.id);
  const whole = await ask(1_000);
  expect(whole.certain.length).toBeGreaterThan(1);
  expect(whole.possible.length).toBeGreaterThan(1);
  for (const limit of [1, 3, 4, 7]) {
    const down: string[] = [];
    let page = await ask(limit);
    for (;;) {
      expect(page).toMatchObject({
        certainPeople: whole.certainPeople,
        possiblePeople: whole.possiblePeople,
      });
      down.push(...ids(page));
      if (!page.isCut || !page.last) break;
      page = await ask(limit, { kind: "after", cursor: page.last });
    }
    expect(down).toEqual(ids(whole));
    const up: string[] = ids(page);
    while (page.first) {
      page = await ask(limit, { kind: "before", cursor: page.first });
      up.unshift(...ids(page));
    }
    expect(up).toEqual(ids(whole));
    expect(page).toMatchObject({ certainPeople: whole.certainPeople, hosts: whole.hosts, isCut: false });
  }
});

test("an unknown start follows the boot, when earlier evidence moves it back", async () => {
  const place = await seedHost(db, "moved", when("2026-12-10T08:00:00Z"));
  const person = await seedPerson(db, "moved");
  await seedSession(db, place, person, null, when("2026-12-10T10:00:00Z"), {
    startedBefore: when("2026-12-10T09:00:00Z"),
  });
  const ask = () =>
    whoWasOn(db, { hostId: place.hostId, at: when("2026-12-10T07:30:00Z"), query: null, limit: 9 });
  expect((await ask()).possible).toHaveLength(0);
  await db.prisma.boot.update({
    where: { id: place.bootId },
    data: { startedAt: when("2026-12-10T07:00:00Z") },
  });
  expect((await ask()).possible).toHaveLength(1);
});

test("the planner takes the index of host and time", async () => {
  const { rows } = await db.pool
    .query<{ "QUERY PLAN": string }>(
      `SET LOCAL enable_seqscan = off; EXPLAIN SELECT id FROM session s
     WHERE s.presence && box(point(0, 1762732800), point(2147483648, 1762732800))`,
    )
    .then(
      (answers) => (Array.isArray(answers) ? answers[1] : answers) as { rows: { "QUERY PLAN": string }[] },
    );
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("session_presence_idx");
});
