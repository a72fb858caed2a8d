import type { FileReport, ImportCounts, ImportPreview } from "@/lib/domain/import-facts";
import type { Database } from "./database";

/** What is to be done next for imports whose files lie in the data folder. */
export type ImportStep =
  | { readonly kind: "undo"; readonly importId: number }
  | { readonly kind: "write"; readonly importId: number }
  | { readonly kind: "read"; readonly importId: number; readonly fileId: number }
  | { readonly kind: "preview"; readonly importId: number };

/** Undos come first: a commit must not count on events that are about to go. */
export async function nextImportStep(db: Database): Promise<ImportStep | null> {
  const { rows } = await db.pool.query<{ kind: ImportStep["kind"]; id: number; file_id: number | null }>(`
    SELECT * FROM (
      SELECT 1 AS turn, 'undo' AS kind, id, NULL::int AS file_id FROM import WHERE state = 'undoing'
      UNION ALL
      SELECT 2, 'write', id, NULL FROM import WHERE state = 'committing' AND source = 'web'
      UNION ALL
      SELECT 3, 'read', import_id, import_file.id FROM import_file JOIN import ON import.id = import_id
      WHERE import_file.state IN ('waiting', 'reading') AND import.state = 'open' AND source = 'web'
      UNION ALL
      SELECT 4, 'preview', id, NULL FROM import
      WHERE state = 'open' AND source = 'web' AND preview IS NULL
        AND EXISTS (SELECT 1 FROM import_file WHERE import_id = import.id AND import_file.state = 'read')
        AND NOT EXISTS (SELECT 1 FROM import_file
          WHERE import_id = import.id AND import_file.state IN ('uploading', 'waiting', 'reading'))
    ) AS step ORDER BY turn, id, file_id LIMIT 1`);
  const [row] = rows;
  if (!row) return null;
  return row.kind === "read"
    ? { kind: "read", importId: row.id, fileId: row.file_id ?? 0 }
    : { kind: row.kind, importId: row.id };
}

export interface ImportContents {
  readonly id: number;
  readonly oneHost: string;
  readonly attempts: number;
  readonly files: readonly {
    readonly id: number;
    readonly name: string;
    readonly hostName: string;
    readonly report: FileReport;
  }[];
}

/** The files that were read, with what they hold. */
export async function readImportContents(db: Database, importId: number): Promise<ImportContents> {
  const row = await db.prisma.import.findUniqueOrThrow({
    where: { id: importId },
    select: {
      id: true,
      oneHost: true,
      attempts: true,
      files: {
        where: { state: "read" },
        select: { id: true, name: true, hostName: true, report: true },
        orderBy: { id: "asc" },
      },
    },
  });
  const files = row.files.map((file) => ({ ...file, report: file.report as unknown as FileReport }));
  return { ...row, files };
}

/** Not kept where a file was added, left out or is read anew since: then it shows something else. */
export async function keepPreview(db: Database, importId: number, preview: ImportPreview): Promise<void> {
  const json = JSON.stringify(preview);
  await db.prisma.$executeRaw`
    UPDATE import SET preview = ${json}::jsonb
    WHERE id = ${importId}::int AND state = 'open' AND NOT EXISTS (
      SELECT 1 FROM import_file
      WHERE import_id = ${importId}::int AND import_file.state IN ('uploading', 'waiting', 'reading'))`;
}

export async function endWriting(
  db: Database,
  importId: number,
  counts: ImportCounts,
  now: Date,
): Promise<boolean> {
  const { count } = await db.prisma.import.updateMany({
    where: { id: importId, state: "committing" },
    data: { state: "committed", counts: { ...counts }, committedAt: now, problem: "" },
  });
  return count === 1;
}

/** Counted before it begins: a step that ends the process that takes it must not be taken for ever. */
export async function beginAttempt(db: Database, importId: number): Promise<number> {
  const { attempts } = await db.prisma.import.update({
    where: { id: importId },
    data: { attempts: { increment: 1 } },
    select: { attempts: true },
  });
  return attempts;
}

export async function endAttempts(db: Database, importId: number): Promise<void> {
  await db.prisma.import.update({ where: { id: importId }, data: { attempts: 0 } });
}

export async function noteProblem(db: Database, importId: number, problem: string): Promise<void> {
  await db.prisma.import.update({ where: { id: importId }, data: { problem } });
}

/** A person decides what becomes of it. */
export async function leaveUndecided(
  db: Database,
  importId: number,
  state: "committing" | "undoing",
): Promise<void> {
  await db.prisma.import.updateMany({
    where: { id: importId, state },
    data: { state: state === "committing" ? "failed" : "committed", attempts: 0 },
  });
}
