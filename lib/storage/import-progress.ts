import type { FileReport } from "@/lib/domain/import-facts";
import type { Database } from "./database";
import type { Prisma } from "./generated/client";

/** Begins a reading; false where nobody waits for it any more. */
export async function beginReading(db: Database, fileId: number, now: Date): Promise<boolean> {
  const { count } = await db.prisma.importFile.updateMany({
    where: { id: fileId, state: { in: ["waiting", "reading"] } },
    data: { state: "reading", startedAt: now, readBytes: 0, readEvents: 0 },
  });
  return count === 1;
}

/** Written down while it is being read; false where it was left out, or is to be read anew. */
export async function noteReading(
  db: Database,
  fileId: number,
  facts: {
    readonly sha256?: string;
    readonly sameAs?: number | null;
    readonly format?: string;
    readonly readBytes?: number;
    readonly readEvents?: number;
  },
): Promise<boolean> {
  const { count } = await db.prisma.importFile.updateMany({
    where: { id: fileId, state: "reading" },
    data: facts,
  });
  return count === 1;
}

export async function endReading(
  db: Database,
  fileId: number,
  state: "read" | "unreadable",
  report: FileReport,
): Promise<void> {
  await db.prisma.importFile.updateMany({
    where: { id: fileId, state: "reading" },
    data: { state, readEvents: report.kept, report: report as unknown as Prisma.InputJsonObject },
  });
}

/** A committed import that holds a file with this content. */
export async function findSameContent(
  db: Database,
  importId: number,
  sha256: string,
): Promise<number | null> {
  const found = await db.prisma.importFile.findFirst({
    where: { sha256, importId: { not: importId }, import: { state: { in: ["committing", "committed"] } } },
    select: { importId: true },
    orderBy: { importId: "desc" },
  });
  return found?.importId ?? null;
}

/** How far a commit is; false where the import is no longer being written. */
export async function noteWritten(
  db: Database,
  importId: number,
  doneEvents: number,
  now: Date,
): Promise<boolean> {
  const { count } = await db.prisma.import.updateMany({
    where: { id: importId, state: "committing" },
    data: { doneEvents, touchedAt: now },
  });
  return count === 1;
}

/** How far the pairing is that ends a commit; false where the import is no longer being written. */
export async function notePairing(
  db: Database,
  importId: number,
  boots: { readonly dueBoots: number; readonly leftBoots: number },
): Promise<boolean> {
  const { count } = await db.prisma.import.updateMany({
    where: { id: importId, state: "committing" },
    data: boots,
  });
  return count === 1;
}

/** How far the pairing before the commit is; false where nobody waits for it any more. */
export async function notePreviewing(db: Database, importId: number, doneEvents: number): Promise<boolean> {
  const { count } = await db.prisma.import.updateMany({
    where: {
      id: importId,
      state: "open",
      files: { none: { state: { in: ["uploading", "waiting", "reading"] } } },
    },
    data: { doneEvents },
  });
  return count === 1;
}
