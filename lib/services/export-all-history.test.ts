import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { exportAllHistory } from "./export-all-history";

const SESSIONS = 1_101;
const NOW = when("2026-11-20T14:00:00Z");
const auditor: Actor = { kind: "operator", operatorId: 1, name: "auditor", role: "auditor" };
let db: TestDatabase;
const context = (actor: Actor = auditor): Context => ({ actor, now: NOW, db });

beforeAll(async () => {
  db = await makeTestDatabase();
  const place = await seedHost(db, "TS-04", when("2026-10-01T00:00:00Z"));
  const other = await seedHost(db, "TS-05", when("2026-10-01T00:00:00Z"));
  const person = await seedPerson(db, "=cmd|' /c calc'!A0");
  for (let n = 0; n < SESSIONS; n++) {
    // Three begin in the same millisecond: no page loses or repeats one of them.
    const at = Date.parse("2026-11-01T08:00:00Z") + Math.floor(n / 3) * 60_000;
    await seedSession(db, place, person, new Date(at), new Date(at + 30_000));
  }
  await seedSession(db, other, person, when("2026-11-02T08:00:00Z"), when("2026-11-02T12:00:00Z"));
  await seedSession(db, place, await seedPerson(db, "p.lind"), when("2026-11-02T08:00:00Z"), null, {
    endKind: "crashed",
    endConfidence: "interval",
    endNotBefore: when("2026-11-02T09:00:00Z"),
    endNotAfter: when("2026-11-02T12:00:00Z"),
  });
});
afterAll(() => db.drop());

async function take(input: object) {
  const file = await exportAllHistory(context(), { at: null, instantOf: (wall: number) => wall, ...input });
  const pieces: Uint8Array[] = [];
  for await (const piece of file.bytes) pieces.push(piece);
  return { fileName: file.fileName, text: Buffer.concat(pieces).toString("utf8") };
}

const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));

test("every session that the query finds once, newest first, and what was asked is on the trail", async () => {
  const { fileName, text } = await take({ q: "host:TS-04", format: "ndjson" });
  const rows = lines(text);
  expect(fileName).toBe("sessions-2026-11-20.ndjson");
  expect(rows).toHaveLength(SESSIONS + 1);
  expect(new Set(rows.map((row) => row.logon_id)).size).toBe(SESSIONS + 1);
  const begun = rows.map((row) => String(row.started_at));
  expect(begun).toEqual([...begun].sort().reverse());
  const entry = await db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });
  expect(entry).toMatchObject({ name: "history.export", subject: "history:sessions" });
  expect(entry.detail).toEqual({ q: "host:TS-04", at: null, format: "ndjson" });
});

test("who was on at an instant: how sure stands first, and no name is run as a formula", async () => {
  const at = when("2026-11-02T10:00:00Z");
  const { fileName, text } = await take({ q: "", at, format: "csv" });
  expect(fileName).toBe("who-was-on-2026-11-02T1000Z.csv");
  const [head, ...rows] = text.trim().split("\r\n");
  expect(head).toMatch(/^was_on,associate,account,host,/);
  expect(rows.map((row) => row.slice(0, 30))).toEqual([
    expect.stringMatching(/^possible,p\.lind,/),
    expect.stringMatching(/^certain,'=cmd\|/),
  ]);
  expect(await db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } })).toMatchObject({
    subject: "history:who-was-on",
    detail: { q: "", at: at.toISOString(), format: "csv" },
  });
});

test("refused without the permission and for another format, and nothing is on the trail", async () => {
  const before = await db.prisma.trail.count();
  const agent: Actor = { kind: "agent", agentId: 1, hostId: 1, hostName: "TS-04" };
  const input = { q: "", at: null, instantOf: (wall: number) => wall, format: "csv" };
  await expect(exportAllHistory(context(agent), input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(exportAllHistory(context(), { ...input, format: "exe" })).rejects.toMatchObject({
    code: "invalid_input",
    field: "format",
  });
  expect(await db.prisma.trail.count()).toBe(before);
});

test("two at once: both get every row, and both stand on the trail", async () => {
  const before = await db.prisma.trail.count();
  const [one, two] = await Promise.all([
    take({ q: "", format: "ndjson" }),
    take({ q: "", format: "ndjson" }),
  ]);
  expect(one.text).toBe(two.text);
  expect(lines(one.text)).toHaveLength(SESSIONS + 2);
  expect(await db.prisma.trail.count()).toBe(before + 2);
});
