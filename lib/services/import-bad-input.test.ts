import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BAD_INPUTS } from "@/lib/ingest/testing/bad-inputs";
import type { Context } from "./context";
import { importFolder } from "./import-folder";
import { readImport } from "./read-import";
import { startImport } from "./start-import";
import { ImportDesk } from "./testing/import-desk";
import { officeLog } from "./testing/import-files";

let desk: ImportDesk;
let ctx: Context;
beforeAll(async () => {
  desk = await ImportDesk.open();
  ({ ctx } = desk);
});
afterAll(() => desk.close());

/** A busy machine unpacks for some seconds. */
const SLOW = { timeout: 120_000 };

async function bring(name: string, bytes: Uint8Array) {
  const { importId, fileIds } = await desk.bring({ name, bytes });
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
