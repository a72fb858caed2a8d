import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readImportContents } from "@/lib/storage/import-steps";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { nameImportHost } from "./change-import-files";
import { commitImport } from "./commit-import";
import type { Context } from "./context";
import { discardImport } from "./discard-import";
import { importFilePath } from "./import-folder";
import { readImport } from "./read-import";
import { receiveImportChunk } from "./receive-import-chunk";
import { setImportOffset } from "./set-import-offset";
import { startImport } from "./start-import";
import { type GivenFile, officeLog, sendImport } from "./testing/import-files";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";
import { undoImport } from "./undo-import";
import { workOnImports } from "./work-on-imports";
import { writeImport } from "./write-import";

let db: TestDatabase;
let ctx: Context;
let folder: string;
beforeAll(async () => {
  db = await makeTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "curfew-import-"));
  process.env.CURFEW_DATA = folder;
  const { operatorId } = await makeFleet(db, 0, 0);
  ctx = contextOf(db, operatorActor(operatorId), "2026-04-01T08:00:00Z");
});
afterAll(async () => {
  delete process.env.CURFEW_DATA;
  rmSync(folder, { recursive: true, force: true });
  await db.drop();
});

/** A busy machine reads, writes and pairs for some seconds. */
const SLOW = { timeout: 60_000 };

const work = (signal = new AbortController().signal) =>
  workOnImports(db, {
    now: () => ctx.now,
    signal,
    onDefect: (where, error) => {
      throw new Error(where, { cause: error });
    },
  });

async function bring(...files: GivenFile[]) {
  const { importId, fileIds } = await sendImport(ctx, files);
  await work();
  return { importId, fileIds };
}

async function commit(importId: number) {
  await commitImport(ctx, { importId });
  await work();
  return readImport(ctx, { importId });
}

const undo = async (importId: number) => {
  await undoImport(ctx, { importId, reason: "wrong folder" });
  await work();
  return readImport(ctx, { importId });
};

const eventsOf = (name: string) =>
  db.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM audit_event JOIN host ON host.id = host_id WHERE host.name = ${name}`.then(
    (rows) => rows.length,
  );
const sessionsOf = (name: string) =>
  db.prisma.session.findMany({ where: { host: { name } }, orderBy: { startedAt: "asc" } });
const trailOf = async (importId: number) =>
  (await db.prisma.trail.findMany({ where: { subject: `import:${importId}` }, orderBy: { seq: "asc" } })).map(
    ({ name }) => name,
  );

test("what it holds is seen before anything is in the history", SLOW, async () => {
  const log = officeLog("LOOK-1", 3);
  const { importId, fileIds } = await bring(log, {
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
    const { importId, fileIds } = await bring(officeLog("KEEP-1", 4));
    const done = await commit(importId);
    expect(done).toMatchObject({
      state: "committed",
      problem: "",
      counts: { added: 16, duplicates: 0, rejected: 0 },
      hosts: [{ name: "KEEP-1", events: 16 }],
    });
    expect(await sessionsOf("KEEP-1")).toHaveLength(4);
    expect((await sessionsOf("KEEP-1"))[0]).toMatchObject({
      endKind: "logged_off",
      endBecause: "4647: the user logged off",
    });
    const [raw] = await db.prisma.$queryRaw<{ raw: object }[]>`
    SELECT raw_of(raw, raw_block, raw_line) AS raw FROM audit_event
    WHERE import_id = ${importId}::int AND event_id = 4647 LIMIT 1`;
    expect(raw?.raw).toMatchObject({ TargetUserName: "ann" });
    expect(existsSync(importFilePath(fileIds[0] ?? 0))).toBe(false);
    expect(await trailOf(importId)).toEqual(["import.start", "import.commit"]);
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
    const first = await bring(log);
    await commit(first.importId);
    const second = await bring({ name: "copy.evtx.gz", bytes: log.bytes }, officeLog("TWICE-2", 1));
    const read = await readImport(ctx, { importId: second.importId });
    expect(read.status.files[0]).toMatchObject({ sameAs: first.importId });
    expect(read.reports[second.fileIds[0] ?? 0]).toMatchObject({ kept: 12, known: 12 });
    expect(await commit(second.importId)).toMatchObject({
      counts: { added: 4, duplicates: 12, rejected: 0 },
    });
    await expect(undoImport(ctx, { importId: first.importId, reason: "x" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`undo import ${second.importId} first`),
    });
    expect(await undo(second.importId)).toMatchObject({ state: "undone", counts: { removed: 4 } });
    expect(await eventsOf("TWICE-1")).toBe(12);
    expect(await undo(first.importId)).toMatchObject({ state: "undone", counts: { removed: 12 } });
    expect(await eventsOf("TWICE-1")).toBe(0);
    expect(await sessionsOf("TWICE-1")).toHaveLength(0);
    expect(await trailOf(first.importId)).toEqual(["import.start", "import.commit", "import.undo"]);
  },
);

test("undone, its sessions are gone and the same file comes in anew", SLOW, async () => {
  const log = officeLog("AGAIN-1", 2);
  const first = await bring(log);
  await commit(first.importId);
  await undo(first.importId);
  expect(await sessionsOf("AGAIN-1")).toHaveLength(0);
  const second = await bring({ name: "again.evtx.gz", bytes: gzipSync(log.bytes) });
  expect(await commit(second.importId)).toMatchObject({ counts: { added: 8, duplicates: 0 } });
  expect(await sessionsOf("AGAIN-1")).toHaveLength(2);
});

test("all of one machine: every event goes to the host that is named", SLOW, async () => {
  const { importId } = await bring(officeLog("OLD-NAME", 2));
  await nameImportHost(ctx, { importId, fileId: null, host: "NEW-NAME" });
  await work();
  expect(await readImport(ctx, { importId })).toMatchObject({
    preview: { hosts: [{ name: "NEW-NAME", events: 8 }] },
  });
  await commit(importId);
  expect([await eventsOf("OLD-NAME"), await eventsOf("NEW-NAME")]).toEqual([0, 8]);
});

test("a log that does not say whose it is waits for a name", SLOW, async () => {
  const { importId, fileIds } = await bring({ name: "wtmp", bytes: wtmp() });
  const { status, reports } = await readImport(ctx, { importId });
  expect(status.files[0]).toMatchObject({ format: "wtmp", state: "read" });
  expect(reports[fileIds[0] ?? 0]?.unnamed).toBeGreaterThan(0);
  await expect(commitImport(ctx, { importId })).rejects.toMatchObject({
    code: "invalid_input",
    field: "host",
  });
  await nameImportHost(ctx, { importId, fileId: fileIds[0] ?? 0, host: "LX-7" });
  await work();
  await commit(importId);
  expect(await eventsOf("LX-7")).toBeGreaterThan(0);
});

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
  const nothing = await bring({ name: "x.txt", bytes: new TextEncoder().encode("nothing") });
  await expect(commitImport(ctx, nothing)).rejects.toMatchObject({ code: "conflict" });
  expect(
    await db.prisma.trail.count({ where: { name: "import.commit", subject: `import:${importId}` } }),
  ).toBe(0);
});

test(
  "raced: of five commits one is taken, or the discard; an undo finds nothing, or stops it",
  SLOW,
  async () => {
    const { importId } = await bring(officeLog("RACE-1", 2));
    const [undone, ...answers] = await Promise.allSettled([
      undoImport(ctx, { importId, reason: "x" }),
      ...Array.from({ length: 5 }, () => commitImport(ctx, { importId })),
      discardImport(ctx, { importId }),
    ]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of [undone, ...answers]) {
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "conflict" });
    }
    await work();
    const { state } = await readImport(ctx, { importId });
    expect(state).toMatch(undone.status === "fulfilled" ? /^undone$/ : /^(committed|discarded)$/);
    expect(await eventsOf("RACE-1")).toBe(state === "committed" ? 8 : 0);
  },
);

test(
  "stopped while it is written: the writer gives up, and what it brought leaves the history",
  SLOW,
  async () => {
    const { importId } = await bring(officeLog("STOP-1", 10), officeLog("STOP-2", 10));
    await commitImport(ctx, { importId });
    const contents = await readImportContents(db, importId);
    const files = contents.files.map(({ report, ...file }) => ({ ...file, rejected: report.rejected }));
    const writing = { db, now: () => ctx.now, signal: new AbortController().signal, pathOf: importFilePath };
    await writeImport(writing, { ...contents, files: files.slice(0, 1) });
    expect(await eventsOf("STOP-1")).toBe(40);
    await undoImport(ctx, { importId, reason: "the wrong machine" });
    expect(await writeImport(writing, { ...contents, files })).toBeNull();
    expect(await eventsOf("STOP-2")).toBe(0);
    await work();
    expect(await readImport(ctx, { importId })).toMatchObject({ state: "undone", counts: { removed: 40 } });
    expect([await eventsOf("STOP-1"), await sessionsOf("STOP-1")]).toEqual([0, []]);
    const trail = await db.prisma.trail.findMany({
      where: { subject: `import:${importId}` },
      orderBy: { seq: "asc" },
    });
    expect(trail.map(({ name }) => name)).toEqual(["import.start", "import.commit", "import.undo"]);
  },
);

test("while one import is being written, another is not undone", SLOW, async () => {
  const first = await bring(officeLog("WAIT-1", 1));
  await commit(first.importId);
  const second = await bring(officeLog("WAIT-2", 1));
  await commitImport(ctx, second);
  await expect(undoImport(ctx, { importId: first.importId, reason: "x" })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`Import ${second.importId} is being imported`),
  });
  await work();
  expect(await undo(first.importId)).toMatchObject({ state: "undone" });
});

test("a worker that was killed half way: the next one ends with the same history", SLOW, async () => {
  const { importId } = await bring(officeLog("KILL-1", 40), officeLog("KILL-2", 30));
  await commitImport(ctx, { importId });
  const contents = await readImportContents(db, importId);
  const [first] = contents.files.map(({ report, ...file }) => ({ ...file, rejected: report.rejected }));
  const half = { db, now: () => ctx.now, signal: new AbortController().signal, pathOf: importFilePath };
  await writeImport(half, { ...contents, files: first ? [first] : [] });
  expect(await eventsOf("KILL-1")).toBe(160);
  await work();
  expect(await readImport(ctx, { importId })).toMatchObject({
    state: "committed",
    counts: { added: 280, duplicates: 0, rejected: 0 },
  });
  expect([await eventsOf("KILL-1"), await eventsOf("KILL-2")]).toEqual([160, 120]);
  expect(await sessionsOf("KILL-1")).toHaveLength(40);
});

test("a file that is gone or cut on the server is told in words", SLOW, async () => {
  const started = await sendImport(ctx, [officeLog("GONE-1", 1), officeLog("CUT-1", 40)]);
  rmSync(importFilePath(started.fileIds[0] ?? 0));
  truncateSync(importFilePath(started.fileIds[1] ?? 0), 70_000);
  await work();
  const { status, reports } = await readImport(ctx, started);
  expect(status.files.map(({ state }) => state)).toEqual(["unreadable", "read"]);
  expect(reports[started.fileIds[0] ?? 0]?.rejects[0]?.reason).toContain(
    "no longer in the server's data folder",
  );
  expect(reports[started.fileIds[1] ?? 0]?.rejected).toBeGreaterThan(0);
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
  await work();
  expect(await readImport(ctx, { importId })).toMatchObject({
    preview: null,
    status: { files: [{ state: "read" }, { state: "uploading" }] },
  });
  await receiveImportChunk(ctx, { importId, fileId: fileIds[1] ?? 0, offset: 0 }, piece);
  await work();
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
  const { importId } = await bring(officeLog("IL-BOOTS", 120));
  const done = await commit(importId);
  expect(done).toMatchObject({ state: "committed", counts: { added: 480 } });
  const { id: hostId } = await db.prisma.host.findFirstOrThrow({ where: { name: "IL-BOOTS" } });
  expect(await sessionsOf("IL-BOOTS")).toHaveLength(120);
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
  const { importId } = await bring({ name: "zone.json", bytes: Buffer.from(`${JSON.stringify(record)}\n`) });
  const seen = async () => (await readImport(ctx, { importId })).preview?.firstAt;
  const before = await seen();
  expect(before).toBe(Date.parse("2026-03-02T09:00:00Z"));
  await setImportOffset(ctx, { importId, utcOffset: -240 });
  expect((await readImport(ctx, { importId })).preview).toBeNull();
  await work();
  expect(await seen()).toBe(Date.parse("2026-03-02T13:00:00Z"));
  await expect(setImportOffset(ctx, { importId, utcOffset: 900 })).rejects.toMatchObject({
    code: "invalid_input",
    field: "utcOffset",
  });
  const foreign = contextOf(db, operatorActor(2_000_000), ctx.now.toISOString());
  await expect(setImportOffset(foreign, { importId, utcOffset: 0 })).rejects.toMatchObject({
    code: "forbidden",
  });
  await commit(importId);
  await expect(setImportOffset(ctx, { importId, utcOffset: 0 })).rejects.toMatchObject({ code: "conflict" });
  const { id: hostId } = await db.prisma.host.findFirstOrThrow({ where: { name: "IL-ZONE" } });
  const event = await db.prisma.auditEvent.findFirstOrThrow({ where: { hostId } });
  expect(event.at.toISOString()).toBe("2026-03-02T13:00:00.000Z");
});
