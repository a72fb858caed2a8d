import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import { fromTuple, type LiveMessage } from "@/lib/domain/live-row";
import { notify } from "@/lib/storage/notifications";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { databaseSources, makeLiveFeed } from "./live-feed";
import { PAGE_ROWS, readLiveSessions } from "./read-live-sessions";

const NOW = new Date("2026-11-20T09:44:31.250Z");
const AUDITOR: Actor = { kind: "operator", operatorId: 1, name: "auditor", role: "auditor" };
let db: TestDatabase;
const read = (address: Parameters<typeof readLiveSessions>[1], actor: Actor = AUDITOR) =>
  readLiveSessions({ actor, now: NOW, db }, address);

beforeAll(async () => {
  db = await makeTestDatabase();
  await seedLiveSessions(db, 400, NOW);
});
afterAll(() => db?.drop());

describe("readLiveSessions", () => {
  test("walks the pages by their addresses", async () => {
    const ids = new Set<string>();
    let after: string | null = "";
    while (after !== null) {
      const { view }: Awaited<ReturnType<typeof read>> = await read({ after, sort: "host" });
      if (view.by !== "sessions") throw new Error("the sessions pivot was asked for");
      expect(view.before).toBe(ids.size);
      expect(view.rows.length).toBeLessThanOrEqual(PAGE_ROWS);
      for (const row of view.rows) ids.add(row.id);
      after = view.next;
    }
    expect(ids.size).toBe(400);
  });

  test.each([
    { q: "\0'; DROP TABLE live_session; --", sort: "'", after: "'~1", by: "x", s: "1 OR 1=1" },
    { q: "host:%_\\* associate:999999999999 idle:>-1h", sort: "-", after: "~", by: "__proto__", s: "-1" },
    { q: "\ud800", sort: "idle", after: "999999999999999~1", by: "", s: "99999999999999999999" },
    { q: "x".repeat(65_536), sort: "associate", after: `${"y".repeat(257)}~1`, by: "hosts", s: "0" },
  ])("nonsense in the address is answered, never thrown: %j", async (address) => {
    const found = await read(address);
    expect(found.open.kind).toBe("closed");
    expect(found.counts.fleetSessions).toBe(400);
  });

  test("says what each chip costs where nothing matches, and which session is gone", async () => {
    const found = await read({ q: "state:idle nobody-is-called-this", s: "123456789" });
    expect(found.withoutEach).toEqual([0, 80]);
    expect(found.open).toEqual({ kind: "gone", id: "123456789" });
  });

  test("refuses who may not read sessions", async () => {
    await expect(read({}, { kind: "system", name: "gateway" })).rejects.toMatchObject({ code: "forbidden" });
  });
});

test("a notice in the database reaches a stream as the host's rows, within a second", async () => {
  const feed = makeLiveFeed(databaseSources(db, db.url));
  const decoder = new TextDecoder();
  const waiting: ((message: LiveMessage) => void)[] = [];
  const until = <K extends LiveMessage["kind"]>(kind: K) =>
    new Promise<Extract<LiveMessage, { kind: K }>>((resolve) => {
      waiting.push((message) => {
        if (message.kind === kind) resolve(message as Extract<LiveMessage, { kind: K }>);
      });
    });
  const isListening = until("gap");
  const leave = feed.subscribe({
    operatorId: 1,
    send: (bytes) => {
      const message = JSON.parse(decoder.decode(bytes).slice("data: ".length)) as LiveMessage;
      for (const hear of waiting) hear(message);
    },
    recheck: () => {},
  });
  await isListening;
  const [live] = await db.prisma.liveSession.findMany({ take: 1 });
  if (!live) throw new Error("nothing seeded");
  const isTold = until("sessions");
  const started = performance.now();
  await db.prisma.$transaction(async (tx) => {
    await tx.liveSession.update({ where: { id: live.id }, data: { state: "closing" } });
    await notify(tx, { kind: "sessions", hostIds: [live.hostId] });
  });
  const { host, rows } = await isTold;
  const tookMs = performance.now() - started;
  console.log(`notice to stream: ${tookMs.toFixed(0)} ms`);
  leave();
  expect(host.id).toBe(live.hostId);
  expect(rows.map(fromTuple).find(({ id }) => id === live.id.toString())?.state).toBe("closing");
  expect(tookMs).toBeLessThan(1_000);
});
