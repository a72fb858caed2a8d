import { rmSync, truncateSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readImportContents } from "@/lib/storage/import-steps";
import type { TestDatabase } from "@/lib/storage/testing/test-database";
import { commitImport } from "./commit-import";
import type { Context } from "./context";
import { discardImport } from "./discard-import";
import { importFilePath } from "./import-folder";
import { readImport } from "./read-import";
import { startImport } from "./start-import";
import { ImportDesk } from "./testing/import-desk";
import { officeLog, sendImport } from "./testing/import-files";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";
import { undoImport } from "./undo-import";
import { writeImport } from "./write-import";

let desk: ImportDesk;
let db: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  desk = await ImportDesk.open();
  ({ db, ctx } = desk);
});
afterAll(() => desk.close());

/** A busy machine reads, writes and pairs for some seconds. */
const SLOW = { timeout: 60_000 };

test("refused: not read yet, nothing in it, somebody else's, no reason for an undo", SLOW, async () => {
  const { importId } = await startImport(ctx, { files: [{ name: "slow.evtx", bytes: 100 }] });
  await expect(commitImport(ctx, { importId })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("slow.evtx is not read yet"),
  });
  const other = contextOf(db, operatorActor((await makeFleet(db, 0, 0)).operatorId));
  const auditor = contextOf(db, operatorActor(1, "auditor"));
  for (const who of [other, auditor]) {
    await expect(commitImport(who, { importId })).rejects.toMatchObject({ code: "forbidden" });
    await expect(discardImport(who, { importId })).rejects.toMatchObject({ code: "forbidden" });
    await expect(undoImport(who, { importId, reason: "x" })).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(undoImport(ctx, { importId, reason: "x" })).rejects.toMatchObject({ code: "conflict" });
  await expect(undoImport(ctx, { importId, reason: " " })).rejects.toMatchObject({ field: "reason" });
  await expect(commitImport(ctx, { importId: 999_999 })).rejects.toMatchObject({ code: "not_found" });
  await expect(readImport(ctx, { importId: 999_999 })).rejects.toMatchObject({ code: "not_found" });
  const nothing = await desk.bring({ name: "x.txt", bytes: new TextEncoder().encode("nothing") });
  await expect(commitImport(ctx, nothing)).rejects.toMatchObject({ code: "conflict" });
  expect(
    await db.prisma.trail.count({ where: { name: "import.commit", subject: `import:${importId}` } }),
  ).toBe(0);
});

test(
  "raced: of five commits one is taken, or the discard; an undo finds nothing, or stops it",
  SLOW,
  async () => {
    const { importId } = await desk.bring(officeLog("RACE-1", 2));
    const [undone, ...answers] = await Promise.allSettled([
      undoImport(ctx, { importId, reason: "x" }),
      ...Array.from({ length: 5 }, () => commitImport(ctx, { importId })),
      discardImport(ctx, { importId }),
    ]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of [undone, ...answers]) {
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "conflict" });
    }
    await desk.work();
    const { state } = await readImport(ctx, { importId });
    expect(state).toMatch(undone.status === "fulfilled" ? /^undone$/ : /^(committed|discarded)$/);
    expect(await desk.eventsOf("RACE-1")).toBe(state === "committed" ? 8 : 0);
  },
);

test(
  "stopped while it is written: the writer gives up, and what it brought leaves the history",
  SLOW,
  async () => {
    const { importId } = await desk.bring(officeLog("STOP-1", 10), officeLog("STOP-2", 10));
    await commitImport(ctx, { importId });
    const contents = await readImportContents(db, importId);
    const files = contents.files.map(({ report, ...file }) => ({ ...file, rejected: report.rejected }));
    const writing = { db, now: () => ctx.now, signal: new AbortController().signal, pathOf: importFilePath };
    await writeImport(writing, { ...contents, files: files.slice(0, 1) });
    expect(await desk.eventsOf("STOP-1")).toBe(40);
    await undoImport(ctx, { importId, reason: "the wrong machine" });
    expect(await writeImport(writing, { ...contents, files })).toBeNull();
    expect(await desk.eventsOf("STOP-2")).toBe(0);
    await desk.work();
    expect(await readImport(ctx, { importId })).toMatchObject({ state: "undone", counts: { removed: 40 } });
    expect([await desk.eventsOf("STOP-1"), await desk.sessionsOf("STOP-1")]).toEqual([0, []]);
    const trail = await db.prisma.trail.findMany({
      where: { subject: `import:${importId}` },
      orderBy: { seq: "asc" },
    });
    expect(trail.map(({ name }) => name)).toEqual(["import.start", "import.commit", "import.undo"]);
  },
);

test("while one import is being written, another is not undone", SLOW, async () => {
  const first = await desk.bring(officeLog("WAIT-1", 1));
  await desk.commit(first.importId);
  const second = await desk.bring(officeLog("WAIT-2", 1));
  await commitImport(ctx, second);
  await expect(undoImport(ctx, { importId: first.importId, reason: "x" })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`Import ${second.importId} is being imported`),
  });
  await desk.work();
  expect(await desk.undo(first.importId)).toMatchObject({ state: "undone" });
});

test("a worker that was killed half way: the next one ends with the same history", SLOW, async () => {
  const { importId } = await desk.bring(officeLog("KILL-1", 40), officeLog("KILL-2", 30));
  await commitImport(ctx, { importId });
  const contents = await readImportContents(db, importId);
  const [first] = contents.files.map(({ report, ...file }) => ({ ...file, rejected: report.rejected }));
  const half = { db, now: () => ctx.now, signal: new AbortController().signal, pathOf: importFilePath };
  await writeImport(half, { ...contents, files: first ? [first] : [] });
  expect(await desk.eventsOf("KILL-1")).toBe(160);
  await desk.work();
  expect(await readImport(ctx, { importId })).toMatchObject({
    state: "committed",
    counts: { added: 280, duplicates: 0, rejected: 0 },
  });
  expect([await desk.eventsOf("KILL-1"), await desk.eventsOf("KILL-2")]).toEqual([160, 120]);
  expect(await desk.sessionsOf("KILL-1")).toHaveLength(40);
});

test("a file that is gone or cut on the server is told in words", SLOW, async () => {
  const started = await sendImport(ctx, [officeLog("GONE-1", 1), officeLog("CUT-1", 40)]);
  rmSync(importFilePath(started.fileIds[0] ?? 0));
  truncateSync(importFilePath(started.fileIds[1] ?? 0), 70_000);
  await desk.work();
  const { status, reports } = await readImport(ctx, started);
  expect(status.files.map(({ state }) => state)).toEqual(["unreadable", "read"]);
  expect(reports[started.fileIds[0] ?? 0]?.rejects[0]?.reason).toContain(
    "no longer in the server's data folder",
  );
  expect(reports[started.fileIds[1] ?? 0]?.rejected).toBeGreaterThan(0);
});
