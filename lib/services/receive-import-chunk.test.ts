import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHUNK_BYTES } from "@/lib/domain/import-facts";
import type { TestDatabase } from "@/lib/storage/testing/test-database";
import { leaveOutImportFile } from "./change-import-files";
import type { Context } from "./context";
import { discardImport } from "./discard-import";
import { importFilePath } from "./import-folder";
import { receiveImportChunk } from "./receive-import-chunk";
import { startImport } from "./start-import";
import { sweepImports } from "./sweep-imports";
import { ImportDesk } from "./testing/import-desk";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";

let desk: ImportDesk;
let db: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  desk = await ImportDesk.open("2026-03-01T08:30:00Z");
  ({ db, ctx } = desk);
});
afterAll(() => desk.close());

const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 31) & 0xff);

async function start(length = bytes.length, name = "a.evtx") {
  const { importId, fileIds } = await startImport(ctx, { files: [{ name, bytes: length }] });
  return { importId, fileId: fileIds[0] ?? 0 };
}

test("pieces in order make the file; the start is on the trail", async () => {
  const at = await start();
  expect(await receiveImportChunk(ctx, { ...at, offset: 0 }, bytes.subarray(0, 4_000))).toEqual({
    isTaken: true,
    received: 4_000,
    checksum: crc32(bytes.subarray(0, 4_000)),
    isWhole: false,
  });
  expect(await receiveImportChunk(ctx, { ...at, offset: "4000" }, bytes.subarray(4_000))).toMatchObject({
    received: 10_000,
    checksum: crc32(bytes),
    isWhole: true,
  });
  expect(new Uint8Array(readFileSync(importFilePath(at.fileId)))).toEqual(bytes);
  expect(await db.prisma.trail.findFirst({ where: { subject: `import:${at.importId}` } })).toMatchObject({
    name: "import.start",
    actor: ctx.actor,
    detail: { files: 1, bytes: 10_000, names: ["a.evtx"] },
  });
});

test("a piece sent again, out of place, or after the end changes nothing and is told how far the file is", async () => {
  const at = await start();
  const first = bytes.subarray(0, 4_000);
  await receiveImportChunk(ctx, { ...at, offset: 0 }, first);
  for (const offset of [0, 3_999, 4_001, 9_000]) {
    expect(await receiveImportChunk(ctx, { ...at, offset }, first)).toEqual({
      isTaken: false,
      received: 4_000,
      checksum: crc32(first),
      isWhole: false,
    });
  }
  await receiveImportChunk(ctx, { ...at, offset: 4_000 }, bytes.subarray(4_000));
  expect(await receiveImportChunk(ctx, { ...at, offset: 10_000 }, first)).toMatchObject({ isTaken: false });
  expect(new Uint8Array(readFileSync(importFilePath(at.fileId)))).toEqual(bytes);
});

test("a server that was killed between disk and database takes the same piece again", async () => {
  const at = await start();
  await receiveImportChunk(ctx, { ...at, offset: 0 }, bytes.subarray(0, 4_000));
  const half = Uint8Array.from([...bytes.subarray(0, 4_000), 9, 9, 9, 9]);
  writeFileSync(importFilePath(at.fileId), half);
  await receiveImportChunk(ctx, { ...at, offset: 4_000 }, bytes.subarray(4_000));
  expect(new Uint8Array(readFileSync(importFilePath(at.fileId)))).toEqual(bytes);
});

test("raced: of eight windows that send the same piece one is taken", async () => {
  const at = await start();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => receiveImportChunk(ctx, { ...at, offset: 0 }, bytes.subarray(0, 5_000))),
  );
  expect(answers.filter(({ isTaken }) => isTaken)).toHaveLength(1);
  expect(answers.every(({ received }) => received === 5_000)).toBe(true);
});

test("refused: others' imports, auditors, what is not there, and what is too long", async () => {
  const at = await start();
  const piece = bytes.subarray(0, 10);
  const other = contextOf(db, operatorActor((await makeFleet(db, 0, 0)).operatorId));
  const auditor = contextOf(db, operatorActor(1, "auditor"));
  const administrator = contextOf(db, operatorActor(1, "administrator"));
  const send = (who: Context, input: object, body = piece) =>
    receiveImportChunk(who, { ...at, offset: 0, ...input }, body);
  await expect(send(other, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(send(auditor, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(send(ctx, { importId: 999_999 })).rejects.toMatchObject({ code: "not_found" });
  await expect(send(ctx, { fileId: 999_999 })).rejects.toMatchObject({ code: "not_found" });
  await expect(send(ctx, { fileId: "../../etc/passwd" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(send(ctx, { offset: -1 })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(send(ctx, { offset: null })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(send(ctx, {}, new Uint8Array(0))).rejects.toMatchObject({ code: "invalid_input" });
  await expect(send(ctx, {}, new Uint8Array(CHUNK_BYTES + 1))).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(send(ctx, {}, new Uint8Array(10_001))).rejects.toMatchObject({ code: "invalid_input" });
  expect(await send(administrator, {})).toMatchObject({ isTaken: true });
});

test("limits are told before the first byte, and a name is a name", async () => {
  process.env.CURFEW_IMPORT_MAX_GB = "0.001";
  await expect(start(1_000_001)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("CURFEW_IMPORT_MAX_GB"),
  });
  delete process.env.CURFEW_IMPORT_MAX_GB;
  await expect(start(19_000_000_000_000)).rejects.toMatchObject({ code: "invalid_input" });
  await expect(start(0)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("empty"),
  });
  const at = await start(10, "../../../../tmp/evil\u202e.evtx");
  await receiveImportChunk(ctx, { ...at, offset: 0 }, bytes.subarray(0, 10));
  expect(path.dirname(importFilePath(at.fileId))).toBe(path.join(desk.folder, "imports"));
});

test("left out or discarded, its bytes are gone and no more are taken", async () => {
  const at = await start();
  await receiveImportChunk(ctx, { ...at, offset: 0 }, bytes.subarray(0, 10));
  await leaveOutImportFile(ctx, at);
  expect(existsSync(importFilePath(at.fileId))).toBe(false);
  expect(await receiveImportChunk(ctx, { ...at, offset: 10 }, bytes.subarray(10))).toMatchObject({
    isTaken: false,
  });
  await discardImport(ctx, { importId: at.importId });
  await expect(receiveImportChunk(ctx, { ...at, offset: 10 }, bytes)).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(discardImport(ctx, { importId: at.importId })).rejects.toMatchObject({ code: "conflict" });
  expect(
    await db.prisma.trail.findMany({ where: { subject: `import:${at.importId}` }, orderBy: { seq: "asc" } }),
  ).toMatchObject([{ name: "import.start" }, { name: "import.discard", actor: ctx.actor }]);
});

test("an upload that nobody goes on with is swept after a day; one that is under way is not", async () => {
  const [old, young] = [await start(), await start()];
  for (const at of [old, young]) await receiveImportChunk(ctx, { ...at, offset: 0 }, bytes.subarray(0, 10));
  const later = new Date(ctx.now.getTime() + 86_400_001);
  await receiveImportChunk({ ...ctx, now: later }, { ...young, offset: 10 }, bytes.subarray(10, 20));
  writeFileSync(importFilePath(2_000_000_000), "nobody's");
  await sweepImports(db, later);
  const states = await db.prisma.import.findMany({
    where: { id: { in: [old.importId, young.importId] } },
    orderBy: { id: "asc" },
    select: { state: true },
  });
  expect(states).toEqual([{ state: "discarded" }, { state: "open" }]);
  expect([old, young].map(({ fileId }) => existsSync(importFilePath(fileId)))).toEqual([false, true]);
  expect(existsSync(importFilePath(2_000_000_000))).toBe(false);
});
