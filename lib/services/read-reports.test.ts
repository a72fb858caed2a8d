import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { exportReport } from "./export-report";
import { readReports } from "./read-reports";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FROM = when("2026-11-01T00:00:00Z").getTime();
const DAYS = 7;
const auditor: Actor = { kind: "operator", operatorId: 1, name: "auditor", role: "auditor" };
const period = { from: new Date(FROM), until: new Date(FROM + DAYS * DAY), timeZone: "UTC" };

let db: TestDatabase;
const context = (actor: Actor = auditor): Context => ({ actor, now: when("2026-11-30T00:00:00Z"), db });
/** What was seeded, for the slow count beside the quick one. */
const spans: { from: number; until: number; group: string }[] = [];

beforeAll(async () => {
  db = await makeTestDatabase();
  const desk = await seedHost(db, "WS-01", new Date(FROM - 30 * DAY), { group: "Desk" });
  const farm = await seedHost(db, "TS-01", new Date(FROM - 30 * DAY), { group: "Farm" });
  const [one, two] = [await seedPerson(db, "a.one"), await seedPerson(db, "b.two")];
  let seed = 7;
  const random = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % n;
  };
  for (let i = 0; i < 120; i++) {
    const from = FROM - DAY + random((DAYS + 2) * 24 * 4) * (HOUR / 4);
    const until = from + random(60) * (HOUR / 4);
    const place = i % 3 === 0 ? farm : desk;
    await seedSession(db, place, i % 2 === 0 ? one : two, new Date(from), new Date(until));
    spans.push({ from, until, group: i % 3 === 0 ? "Farm" : "Desk" });
  }
});
afterAll(() => db.drop());

const onAt = (at: number, group: string | null) =>
  spans.filter((span) => span.from <= at && at < span.until && (group === null || span.group === group))
    .length;

test.each([null, "Desk"])("days and hours agree with a slow count, group %s", async (group) => {
  const { days, hours } = await readReports(context(), { ...period, group: group ?? "" });
  expect(days.map(({ day }) => day)).toEqual(
    Array.from({ length: DAYS }, (_, i) => new Date(FROM + i * DAY).toISOString().slice(0, 10)),
  );
  for (const [i, day] of days.entries()) {
    const [first, last] = [FROM + i * DAY, FROM + (i + 1) * DAY];
    const quarters = Array.from({ length: 96 }, (_, n) => onAt(first + n * (HOUR / 4), group));
    expect(day.peak, day.day).toBe(Math.max(...quarters));
    const begun = spans.filter(
      (span) => span.from >= first && span.from < last && (group === null || span.group === group),
    );
    expect(day.started, day.day).toBe(begun.length);
  }
  // Seven days hold each weekday once: the mean is the count itself.
  for (const { weekday, hour, mean } of hours.filter((cell) => cell.weekday < 8)) {
    // 1 November 2026 is a Sunday.
    const at = FROM + (weekday % 7) * DAY + hour * HOUR;
    expect(mean, `${weekday} ${hour}`).toBe(onAt(at, group));
  }
  expect(hours).toHaveLength(DAYS * 24);
});

test("the longest first; nonsense in the address is no filter", async () => {
  const { longest, endings } = await readReports(context(), { ...period, group: ["\0", 4] });
  const inside = spans.filter((span) => span.from < FROM + DAYS * DAY && span.until > FROM);
  expect(endings).toEqual([{ kind: "logged_off", confidence: "exact", sessions: inside.length }]);
  const lengths = inside.map((span) => (span.until - span.from) / 1_000).sort((a, b) => b - a);
  expect(longest.map(({ seconds }) => seconds)).toEqual(lengths.slice(0, 20));
});

test("a table as a file, on the trail; refused without the permission", async () => {
  const input = { ...period, group: "", table: "days", format: "csv" };
  const { bytes, fileName } = await exportReport(context(), input);
  let text = "";
  for await (const piece of bytes) text += Buffer.from(piece).toString();
  expect(fileName).toBe("report-days-2026-11-01-to-2026-11-08.csv");
  expect(text.trim().split("\r\n")).toHaveLength(DAYS + 1);
  const entry = await db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });
  expect(entry).toMatchObject({ name: "history.export", subject: "report:days" });

  const agent: Actor = { kind: "agent", agentId: 1, hostId: 1, hostName: "WS-01" };
  await expect(exportReport(context(agent), input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(readReports(context(agent), period)).rejects.toMatchObject({ code: "forbidden" });
  await expect(exportReport(context(), { ...input, table: "x" })).rejects.toMatchObject({ field: "table" });
  expect(await db.prisma.trail.count()).toBe(1);
});
