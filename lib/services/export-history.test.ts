import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { exportHistory } from "./export-history";

const SESSIONS = 1_203;
const november = { from: when("2026-11-01T00:00:00Z"), until: when("2026-12-01T00:00:00Z") };
const auditor: Actor = { kind: "operator", operatorId: 1, name: "auditor", role: "auditor" };

let db: TestDatabase;
let associateId: number;
let hostId: number;
const context = (actor: Actor = auditor): Context => ({ actor, now: when("2026-11-20T14:00:00Z"), db });

beforeAll(async () => {
  db = await makeTestDatabase();
  const place = await seedHost(db, "TS-04", when("2026-10-01T00:00:00Z"));
  const person = await seedPerson(db, "=cmd|' /c calc'!A0");
  ({ hostId } = place);
  ({ associateId } = person);
  const first = Date.parse("2026-11-01T08:00:00Z");
  for (let i = 0; i < SESSIONS; i++) {
    // Pairs begin in the same millisecond: pages must not lose or repeat one of them.
    const at = first + Math.floor(i / 2) * 60_000;
    await seedSession(db, place, person, new Date(at), new Date(at + 30_000));
  }
  await seedSession(db, place, person, when("2026-10-02T08:00:00Z"), when("2026-10-02T09:00:00Z"));
});
afterAll(() => db.drop());

async function textOf(input: object): Promise<string> {
  const { bytes } = await exportHistory(context(), { ...november, ...input });
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

test("every session of the window once, none of another month, and who took it is on the trail", async () => {
  const lines = (await textOf({ of: "associate", id: String(associateId), format: "ndjson" }))
    .trim()
    .split("\n");
  const rows = lines.map((line) => JSON.parse(line));
  expect(new Set(rows.map((row) => row.logon_id)).size).toBe(SESSIONS);
  expect(rows).toHaveLength(SESSIONS);
  expect(rows.at(-1)).toMatchObject({
    associate: "=cmd|' /c calc'!A0",
    host: "TS-04",
    started_at: "2026-11-01T08:00:00.000Z",
    ended_at: "2026-11-01T08:00:30.000Z",
    ending: "logged_off",
    confidence: "exact",
    known_seconds: 30,
  });
  const entry = await db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });
  expect(entry).toMatchObject({ name: "history.export", subject: `associate:${associateId}` });
  expect(entry.detail).toMatchObject({ format: "ndjson", from: "2026-11-01T00:00:00.000Z" });
});

test("a host's sessions as CSV: no name is run as a formula", async () => {
  const text = await textOf({ of: "host", id: String(hostId), format: "csv" });
  expect(text.trim().split("\r\n")).toHaveLength(SESSIONS + 1);
  expect(text).not.toMatch(/(^|,)=cmd/m);
  expect(text).toContain("\r\n'=cmd|' /c calc'!A0,");
});

test("refused without the permission, for an unknown host and for another format, and nothing is on the trail", async () => {
  const before = await db.prisma.trail.count();
  const input = { ...november, of: "host", id: String(hostId), format: "csv" };
  const agent: Actor = { kind: "agent", agentId: 1, hostId, hostName: "TS-04" };
  await expect(exportHistory(context(agent), input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(exportHistory(context(), { ...input, id: "999999" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(exportHistory(context(), { ...input, id: "1 OR 1=1" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(exportHistory(context(), { ...input, format: "exe" })).rejects.toMatchObject({
    code: "invalid_input",
    field: "format",
  });
  expect(await db.prisma.trail.count()).toBe(before);
});
