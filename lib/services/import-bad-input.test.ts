import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BAD_INPUTS } from "@/lib/ingest/testing/bad-inputs";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { importFolder } from "./import-folder";
import { readImport } from "./read-import";
import { startImport } from "./start-import";
import { officeLog, sendImport } from "./testing/import-files";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";
import { workOnImports } from "./work-on-imports";

let db: TestDatabase;
let ctx: Context;
let folder: string;
beforeAll(async () => {
  db = await makeTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "curfew-bad-"));
  process.env.CURFEW_DATA = folder;
  const { operatorId } = await makeFleet(db, 0, 0);
  ctx = contextOf(db, operatorActor(operatorId), "2026-04-01T08:00:00Z");
});
afterAll(async () => {
  delete process.env.CURFEW_DATA;
  rmSync(folder, { recursive: true, force: true });
  await db.drop();
});

/** A busy machine unpacks for some seconds. */
const SLOW = { timeout: 120_000 };

async function bring(name: string, bytes: Uint8Array) {
  const { importId, fileIds } = await sendImport(ctx, [{ name, bytes }]);
  const defects: string[] = [];
  await workOnImports(db, {
    now: () => ctx.now,
    signal: new AbortController().signal,
    onDefect: (where, error) => defects.push(`${where}: ${error}`),
  });
  expect(defects).toEqual([]);
  const read = await readImport(ctx, { importId });
  const report = read.reports[fileIds[0] ?? 0];
  if (!report) throw new Error("The file was not read.");
  return { ...read, report };
}

test.each(BAD_INPUTS)("$what ends in words", SLOW, async ({ name, make, says, kept }) => {
  const { report, status } = await bring(name, make());
  const words = [
    ...report.notes,
    ...report.rejects.map(({ where, reason }) => [where, reason].filter(Boolean).join(": ")),
  ];
  expect(words.join("\n")).toMatch(says);
  expect(words.join("\n")).not.toMatch(/ at .*\.(js|ts):\d+|undefined(?! entity)|\[object/);
  expect(report.kept).toBeGreaterThanOrEqual(kept);
  expect(["read", "unreadable"]).toContain(status.files[0]?.state);
  expect(report.rejects.length).toBeLessThanOrEqual(100);
  expect(report.entries.length).toBeLessThanOrEqual(200);
  // What a file is called inside never becomes a path.
  expect(readdirSync(importFolder()).every((found) => /^\d+$/.test(found))).toBe(true);
});

test("a log under the wrong name is read by its content", SLOW, async () => {
  const { report, status } = await bring("notes.xml", officeLog("BAD-2", 2).bytes);
  expect(report).toMatchObject({ kept: 8, rejected: 0 });
  expect(status.files[0]?.format).toBe("evtx");
});

test("an empty file is refused before it is sent", async () => {
  await expect(startImport(ctx, { files: [{ name: "empty.evtx", bytes: 0 }] })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("An empty file holds nothing to import"),
  });
});
