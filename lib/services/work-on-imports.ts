import { setTimeout as sleep } from "node:timers/promises";
import { LOCK, withLock } from "@/lib/storage/advisory-locks";
import type { Database } from "@/lib/storage/database";
import { endReading } from "@/lib/storage/import-progress";
import {
  beginAttempt,
  endAttempts,
  endWriting,
  type ImportContents,
  type ImportStep,
  keepPreview,
  leaveUndecided,
  nextImportStep,
  noteProblem,
  readImportContents,
} from "@/lib/storage/import-steps";
import { unreadable } from "./import-file-facts";
import { importFilePath, removeImportFiles } from "./import-folder";
import type { ImportWork } from "./import-work";
import { previewImport, unpaired } from "./preview-import";
import { readImportFile } from "./read-import-file";
import { sweepImports } from "./sweep-imports";
import { takeBackImport } from "./take-back-import";
import { writeImport } from "./write-import";

/** A step that fails so often, or ends the process that takes it, is left to a person. */
const ATTEMPTS = 3;
const OTHER_WORKS_MS = 500;
const AFTER_FAILURE_MS = 1_000;

export interface WorkerOptions {
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** A defect, for the log. */
  readonly onDefect?: (where: string, error: unknown) => void;
}

/** Reads, previews, writes and takes back until nothing is left to do. One process at a time, whichever begins. */
export async function workOnImports(db: Database, options: WorkerOptions): Promise<void> {
  const work: ImportWork = { db, now: options.now, signal: options.signal, pathOf: importFilePath };
  while (!options.signal.aborted && (await nextImportStep(db))) {
    const turn = await withLock(db, LOCK.importWorker, () => workThrough(work, options));
    if (!turn) await sleep(OTHER_WORKS_MS, undefined, { signal: options.signal }).catch(() => {});
  }
  if (!options.signal.aborted) await sweepImports(db, options.now());
}

async function workThrough(work: ImportWork, { signal, onDefect }: WorkerOptions): Promise<void> {
  const { db } = work;
  for (let step = await nextImportStep(db); step && !signal.aborted; step = await nextImportStep(db)) {
    try {
      if ((await beginAttempt(db, step.importId)) > ATTEMPTS) await leave(work, step);
      else await take(work, step);
      await endAttempts(db, step.importId);
    } catch (error) {
      if (signal.aborted) return;
      onDefect?.(`import ${step.importId}, ${step.kind}`, error);
      await noteProblem(db, step.importId, problemWords(step, error)).catch(() => {});
      await sleep(AFTER_FAILURE_MS, undefined, { signal }).catch(() => {});
    }
  }
}

async function take(work: ImportWork, step: ImportStep): Promise<void> {
  const { db } = work;
  if (step.kind === "undo") return takeBackImport(work, step.importId);
  const contents = await readImportContents(db, step.importId);
  if (step.kind === "write") return write(work, contents);
  if (step.kind === "preview") return preview(work, contents);
  const file = await db.prisma.importFile.findUniqueOrThrow({
    where: { id: step.fileId },
    select: { id: true, importId: true, hostName: true },
  });
  return readImportFile(work, { ...file, oneHost: contents.oneHost, utcOffset: contents.utcOffset });
}

async function preview(work: ImportWork, contents: ImportContents): Promise<void> {
  const files = contents.files.map(({ id, hostName, report }) => {
    const { kept, hosts, firstAt } = report;
    return { id, hostName, kept, hosts, firstAt };
  });
  const found = await previewImport(work, { ...contents, files });
  if (found) await keepPreview(work.db, contents.id, found);
}

async function write(work: ImportWork, contents: ImportContents): Promise<void> {
  const files = contents.files.map(({ report, ...file }) => ({ ...file, rejected: report.rejected }));
  const counts = await writeImport(work, { ...contents, files });
  if (!counts || !(await endWriting(work.db, contents.id, counts, work.now()))) return;
  // The history keeps each record as it came; the file has done its part.
  await removeImportFiles(files.map(({ id }) => id));
}

/** It has ended badly often enough: a person decides. */
async function leave({ db }: ImportWork, step: ImportStep): Promise<void> {
  switch (step.kind) {
    case "undo":
      return leaveUndecided(db, step.importId, "undoing");
    case "write":
      return leaveUndecided(db, step.importId, "committing");
    case "read":
      return endReading(db, step.fileId, "unreadable", unreadable("reading it has failed three times"));
    case "preview": {
      const { files } = await readImportContents(db, step.importId);
      const events = files.reduce((sum, { report }) => sum + report.kept, 0);
      return keepPreview(db, step.importId, unpaired(events));
    }
  }
}

function problemWords({ kind }: ImportStep, error: unknown): string {
  const words = error instanceof Error ? error.message.slice(0, 300) : "an unknown fault";
  if (kind === "write") return `It stopped part way: ${words}`;
  if (kind === "undo") return `The undo stopped, and nothing was taken out: ${words}`;
  return kind === "read" ? `Reading stopped: ${words}` : `It could not be paired before the commit: ${words}`;
}

/** The commit of an import whose files lie elsewhere, after whatever else is being written. */
export async function writeLocalImport(work: ImportWork, importId: number): Promise<void> {
  try {
    for (;;) {
      const contents = await readImportContents(work.db, importId);
      const turn = await withLock(work.db, LOCK.importWorker, () => write(work, contents));
      if (turn) return;
      await sleep(OTHER_WORKS_MS, undefined, { signal: work.signal });
    }
  } catch (error) {
    const words = error instanceof Error ? error.message.slice(0, 300) : "an unknown fault";
    await noteProblem(work.db, importId, `It stopped part way: ${words}`).catch(() => {});
    await leaveUndecided(work.db, importId, "committing").catch(() => {});
    throw error;
  }
}
