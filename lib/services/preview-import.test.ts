import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type WrittenEvent, writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { DAY_START, officeDays } from "@/lib/ingest/evtx/testing/office-day";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { type FileToMerge, filesByHost } from "./import-merged-events";
import { previewImport } from "./preview-import";

const DAYS = 400;
const SLOW = { timeout: 120_000 };
const NOW = new Date(DAY_START + DAYS * 86_400_000);

let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await makeTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "curfew-preview-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await db.drop();
});

async function preview(
  files: readonly { host: string; events: readonly WrittenEvent[] }[],
  mostHeld: number,
) {
  const given: FileToMerge[] = [];
  for (const [id, { host, events }] of files.entries()) {
    await writeFile(
      path.join(folder, String(id)),
      writeEvtx(events.map((one) => ({ ...one, computer: host }))),
    );
    given.push({ id, hostName: "", kept: events.length, hosts: [host], firstAt: events[0]?.at ?? null });
  }
  const work = {
    db,
    now: () => NOW,
    signal: new AbortController().signal,
    pathOf: (id: number) => path.join(folder, String(id)),
  };
  const { id } = await db.prisma.import.create({
    data: { source: "web", createdBy: { kind: "system", name: "web" }, createdAt: NOW, touchedAt: NOW },
  });
  const found = await previewImport(work, { id, oneHost: "", utcOffset: null, files: given }, mostHeld);
  if (!found) throw new Error("Nobody waited for it.");
  return found;
}

test(
  "archives of one machine, given in no order, and another machine between: all of it is paired, whatever is held",
  SLOW,
  async () => {
    const days = officeDays(DAYS);
    const part = (from: number, until: number) => days.slice(from * 9, until * 9);
    const files = [
      { host: "PV-1", events: part(250, 400) },
      { host: "PV-2", events: part(0, 30) },
      { host: "PV-1", events: part(0, 100) },
      { host: "PV-1", events: part(100, 250) },
    ];
    const whole = await preview(files, Number.POSITIVE_INFINITY);
    const held = await preview(files, 150);
    expect(whole).toMatchObject({ sessions: 430, byKind: { logged_off: 430 }, pairedEvents: whole.events });
    expect(held).toEqual(whole);
  },
);

test("what stands before what was let go is not paired, and that is said", SLOW, async () => {
  const days = officeDays(DAYS);
  const late = days.slice(0, 90);
  const files = [{ host: "PV-3", events: [...days, ...late] }];
  const { events, pairedEvents, sessions } = await preview(files, 150);
  expect(pairedEvents).toBeLessThan(events);
  expect(sessions).toBeGreaterThanOrEqual(DAYS);
});

test("files belong together that name the same hosts, also through a third", () => {
  const file = (id: number, ...hosts: string[]): FileToMerge => ({
    id,
    hostName: "",
    kept: 1,
    hosts,
    firstAt: 0,
  });
  const files = [file(1, "A"), file(2, "B"), file(3, "C"), file(4, "a", "c")];
  const ids = (oneHost: string) => filesByHost(files, oneHost).map((group) => group.map(({ id }) => id));
  expect(ids("")).toEqual([[2], [1, 3, 4]]);
  expect(ids("X")).toEqual([[1, 2, 3, 4]]);
});
