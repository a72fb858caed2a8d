import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestDatabase } from "@/lib/storage/testing/test-database";
import { nameImportHost } from "./change-import-files";
import { commitImport } from "./commit-import";
import type { Context } from "./context";
import { importFilePath } from "./import-folder";
import { readImport } from "./read-import";
import { receiveImportChunk } from "./receive-import-chunk";
import { setImportOffset } from "./set-import-offset";
import { startImport } from "./start-import";
import { ImportDesk } from "./testing/import-desk";
import { officeLog } from "./testing/import-files";
import { contextOf, operatorActor } from "./testing/make-fleet";
import { undoImport } from "./undo-import";

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

test("what it holds is seen before anything is in the history", SLOW, async () => {
  const log = officeLog("LOOK-1", 3);
  const { importId, fileIds } = await desk.bring(log, {
    name: "notes.txt",
    bytes: new TextEncoder().encode("hello"),
  });
  const { preview, status, reports } = await readImport(ctx, { importId });
  expect(status).toMatchObject({ state: "open", isPreviewed: true });
  expect(status.files).toMatchObject([
    {
      name: "LOOK-1.evtx",
      state: "read",
      format: "evtx",
      sha256: createHash("sha256").update(log.bytes).digest("hex"),
    },
    { name: "notes.txt", state: "unreadable" },
  ]);
  expect(reports[fileIds[0] ?? 0]).toMatchObject({
    records: 27,
    kept: 12,
    skipped: 15,
    known: 0,
    hosts: ["LOOK-1"],
  });
  expect(reports[fileIds[1] ?? 0]?.rejects[0]?.reason).toBeTruthy();
  expect(preview).toMatchObject({
    events: 12,
    sessions: 3,
    accounts: 1,
    hosts: [{ name: "LOOK-1", hostId: null, events: 12, sessions: 3 }],
    byKind: { logged_off: 3 },
  });
  expect(preview?.sample[0]).toMatchObject({
    host: "LOOK-1",
    account: "CORP\\ann",
    kind: "logged_off",
    confidence: "exact",
    because: "4647: the user logged off",
  });
  expect(await db.prisma.host.count({ where: { name: "LOOK-1" } })).toBe(0);
});

test(
  "committed: the history has it, paired, with the raw record; the file is gone; it is on the trail",
  SLOW,
  async () => {
    const { importId, fileIds } = await desk.bring(officeLog("KEEP-1", 4));
    const done = await desk.commit(importId);
    expect(done).toMatchObject({
      state: "committed",
      problem: "",
      counts: { added: 16, duplicates: 0, rejected: 0 },
      hosts: [{ name: "KEEP-1", events: 16 }],
    });
    expect(await desk.sessionsOf("KEEP-1")).toHaveLength(4);
    expect((await desk.sessionsOf("KEEP-1"))[0]).toMatchObject({
      endKind: "logged_off",
      endBecause: "4647: the user logged off",
    });
    const [raw] = await db.prisma.$queryRaw<{ raw: object }[]>`
    SELECT raw_of(raw, raw_block, raw_line) AS raw FROM audit_event
    WHERE import_id = ${importId}::int AND event_id = 4647 LIMIT 1`;
    expect(raw?.raw).toMatchObject({ TargetUserName: "ann" });
    expect(existsSync(importFilePath(fileIds[0] ?? 0))).toBe(false);
    expect(await desk.trailOf(importId)).toEqual(["import.start", "import.commit"]);
    const [entry] = await db.prisma.trail.findMany({
      where: { name: "import.commit", subject: `import:${importId}` },
    });
    expect(entry).toMatchObject({
      actor: ctx.actor,
      detail: { events: 16, files: 1, named: [{ name: "KEEP-1.evtx" }] },
    });
  },
);

test(
  "the same file again: said beforehand, all duplicates after, and the first cannot be undone before it",
  SLOW,
  async () => {
    const log = officeLog("TWICE-1", 3);
    const first = await desk.bring(log);
    await desk.commit(first.importId);
    const second = await desk.bring({ name: "copy.evtx.gz", bytes: log.bytes }, officeLog("TWICE-2", 1));
    const read = await readImport(ctx, { importId: second.importId });
    expect(read.status.files[0]).toMatchObject({ sameAs: first.importId });
    expect(read.reports[second.fileIds[0] ?? 0]).toMatchObject({ kept: 12, known: 12 });
    expect(await desk.commit(second.importId)).toMatchObject({
      counts: { added: 4, duplicates: 12, rejected: 0 },
    });
    await expect(undoImport(ctx, { importId: first.importId, reason: "x" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`undo import ${second.importId} first`),
    });
    expect(await desk.undo(second.importId)).toMatchObject({ state: "undone", counts: { removed: 4 } });
    expect(await desk.eventsOf("TWICE-1")).toBe(12);
    expect(await desk.undo(first.importId)).toMatchObject({ state: "undone", counts: { removed: 12 } });
    expect(await desk.eventsOf("TWICE-1")).toBe(0);
    expect(await desk.sessionsOf("TWICE-1")).toHaveLength(0);
    expect(await desk.trailOf(first.importId)).toEqual(["import.start", "import.commit", "import.undo"]);
  },
);

test("undone, its sessions are gone and the same file comes in anew", SLOW, async () => {
  const log = officeLog("AGAIN-1", 2);
  const first = await desk.bring(log);
  await desk.commit(first.importId);
  await desk.undo(first.importId);
  expect(await desk.sessionsOf("AGAIN-1")).toHaveLength(0);
  const second = await desk.bring({ name: "again.evtx.gz", bytes: gzipSync(log.bytes) });
  expect(await desk.commit(second.importId)).toMatchObject({ counts: { added: 8, duplicates: 0 } });
  expect(await desk.sessionsOf("AGAIN-1")).toHaveLength(2);
});

test("all of one machine: every event goes to the host that is named", SLOW, async () => {
  const { importId } = await desk.bring(officeLog("OLD-NAME", 2));
  await nameImportHost(ctx, { importId, fileId: null, host: "NEW-NAME" });
  await desk.work();
  expect(await readImport(ctx, { importId })).toMatchObject({
    preview: { hosts: [{ name: "NEW-NAME", events: 8 }] },
  });
  await desk.commit(importId);
  expect([await desk.eventsOf("OLD-NAME"), await desk.eventsOf("NEW-NAME")]).toEqual([0, 8]);
});

test("a log that does not say whose it is waits for a name", SLOW, async () => {
  const { importId, fileIds } = await desk.bring({ name: "wtmp", bytes: wtmp() });
  const { status, reports } = await readImport(ctx, { importId });
  expect(status.files[0]).toMatchObject({ format: "wtmp", state: "read" });
  expect(reports[fileIds[0] ?? 0]?.unnamed).toBeGreaterThan(0);
  await expect(commitImport(ctx, { importId })).rejects.toMatchObject({
    code: "invalid_input",
    field: "host",
  });
  await nameImportHost(ctx, { importId, fileId: fileIds[0] ?? 0, host: "LX-7" });
  await desk.work();
  await desk.commit(importId);
  expect(await desk.eventsOf("LX-7")).toBeGreaterThan(0);
});

test("files that come while it is read are read too, and the preview waits for them", SLOW, async () => {
  const log = officeLog("LATE-1", 1);
  const { importId, fileIds } = await startImport(ctx, {
    files: [
      { name: "a", bytes: log.bytes.length },
      { name: "b", bytes: log.bytes.length },
    ],
  });
  const piece = log.bytes;
  await receiveImportChunk(ctx, { importId, fileId: fileIds[0] ?? 0, offset: 0 }, piece);
  await desk.work();
  expect(await readImport(ctx, { importId })).toMatchObject({
    preview: null,
    status: { files: [{ state: "read" }, { state: "uploading" }] },
  });
  await receiveImportChunk(ctx, { importId, fileId: fileIds[1] ?? 0, offset: 0 }, piece);
  await desk.work();
  expect((await readImport(ctx, { importId })).preview?.events).toBe(8);
});

/** A boot and a logon, as util-linux writes them: 384 bytes each. */
function wtmp(): Uint8Array {
  const record = (type: number, user: string, line: string, at: number) => {
    const bytes = new Uint8Array(384);
    const view = new DataView(bytes.buffer);
    view.setInt16(0, type, true);
    view.setInt32(4, type === 7 ? 4711 : 0, true);
    bytes.set(new TextEncoder().encode(line), 8);
    bytes.set(new TextEncoder().encode(user), 44);
    view.setInt32(340, at, true);
    return bytes;
  };
  const at = Date.UTC(2026, 2, 2, 8) / 1000;
  const records = [
    record(2, "reboot", "~", at),
    record(7, "ann", "pts/0", at + 60),
    record(8, "", "pts/0", at + 3_600),
  ];
  return Uint8Array.from(records.flatMap((bytes) => [...bytes]));
}

test("a machine that starts every day: every boot is paired, and none is left due", SLOW, async () => {
  const { importId } = await desk.bring(officeLog("IL-BOOTS", 120));
  const done = await desk.commit(importId);
  expect(done).toMatchObject({ state: "committed", counts: { added: 480 } });
  const { id: hostId } = await db.prisma.host.findFirstOrThrow({ where: { name: "IL-BOOTS" } });
  expect(await desk.sessionsOf("IL-BOOTS")).toHaveLength(120);
  expect(await db.prisma.boot.count({ where: { hostId } })).toBeGreaterThanOrEqual(120);
  expect(await db.prisma.pairDue.count({ where: { hostId } })).toBe(0);
  // What the page told on the way: every boot, and in the end none that waits.
  expect(done.status.dueBoots).toBeGreaterThanOrEqual(120);
});

test("the offset that is said moves times without a zone, and is its maker's to say", SLOW, async () => {
  const record = {
    EventTime: "2026-03-02 09:00:00",
    EventID: 4624,
    Hostname: "IL-ZONE",
    Channel: "Security",
    RecordNumber: 1,
    SourceName: "Microsoft-Windows-Security-Auditing",
    TargetUserSid: "S-1-5-21-1-2-3-1104",
    TargetUserName: "ann",
    TargetDomainName: "CORP",
    TargetLogonId: "0x10000",
    LogonType: "2",
  };
  const { importId } = await desk.bring({
    name: "zone.json",
    bytes: Buffer.from(`${JSON.stringify(record)}\n`),
  });
  const seen = async () => (await readImport(ctx, { importId })).preview?.firstAt;
  const before = await seen();
  expect(before).toBe(Date.parse("2026-03-02T09:00:00Z"));
  await setImportOffset(ctx, { importId, utcOffset: -240 });
  expect((await readImport(ctx, { importId })).preview).toBeNull();
  await desk.work();
  expect(await seen()).toBe(Date.parse("2026-03-02T13:00:00Z"));
  await expect(setImportOffset(ctx, { importId, utcOffset: 900 })).rejects.toMatchObject({
    code: "invalid_input",
    field: "utcOffset",
  });
  const foreign = contextOf(db, operatorActor(2_000_000), ctx.now.toISOString());
  await expect(setImportOffset(foreign, { importId, utcOffset: 0 })).rejects.toMatchObject({
    code: "forbidden",
  });
  await desk.commit(importId);
  await expect(setImportOffset(ctx, { importId, utcOffset: 0 })).rejects.toMatchObject({ code: "conflict" });
  const { id: hostId } = await db.prisma.host.findFirstOrThrow({ where: { name: "IL-ZONE" } });
  const event = await db.prisma.auditEvent.findFirstOrThrow({ where: { hostId } });
  expect(event.at.toISOString()).toBe("2026-03-02T13:00:00.000Z");
});
