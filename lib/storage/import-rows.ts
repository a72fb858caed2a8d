import { DomainError } from "@/lib/domain/errors";
import type { ImportFileState, ImportState } from "@/lib/domain/import-facts";
import type { Database, Tx } from "./database";

export interface LockedImport {
  readonly id: number;
  readonly state: ImportState;
  readonly source: "web" | "cli";
  readonly operatorId: number | null;
  readonly oneHost: string;
}

/** Held until the caller's transaction ends: what is asked of one import is done in order. */
export async function lockImport(tx: Tx, importId: number): Promise<LockedImport> {
  const [row] = await tx.$queryRaw<LockedImport[]>`
    SELECT id, state, source, operator_id AS "operatorId", one_host AS "oneHost"
    FROM import WHERE id = ${importId}::int FOR NO KEY UPDATE`;
  if (!row) throw new DomainError("not_found", `There is no import ${importId}.`);
  return row;
}

export interface LockedImportFile {
  readonly id: number;
  readonly importId: number;
  readonly name: string;
  readonly state: ImportFileState;
  readonly bytes: number;
  readonly received: number;
  readonly checksum: number;
}

export async function lockImportFile(tx: Tx, importId: number, fileId: number): Promise<LockedImportFile> {
  const [row] = await tx.$queryRaw<LockedImportFile[]>`
    SELECT id, import_id AS "importId", name, state, bytes::float8 AS bytes, received::float8 AS received,
      checksum::float8 AS checksum
    FROM import_file WHERE id = ${fileId}::int AND import_id = ${importId}::int FOR NO KEY UPDATE`;
  if (!row) throw new DomainError("not_found", `Import ${importId} has no file ${fileId}.`);
  return row;
}

/** Moves on only from the states named; false when somebody else was first. */
export async function moveImport(
  tx: Tx | Database["prisma"],
  importId: number,
  from: readonly ImportState[],
  data: { readonly state: ImportState } & Parameters<Tx["import"]["updateMany"]>[0]["data"],
): Promise<boolean> {
  const { count } = await tx.import.updateMany({ where: { id: importId, state: { in: [...from] } }, data });
  return count === 1;
}

/** What was found in a file must be found anew: its host, or that of all files, is another one. */
export async function readAgain(tx: Tx, importId: number, fileId: number | null): Promise<void> {
  await tx.importFile.updateMany({
    where: {
      importId,
      state: { in: ["reading", "read"] },
      ...(fileId === null ? {} : { id: fileId }),
    },
    data: { state: "waiting", readBytes: 0, readEvents: 0 },
  });
  await forgetPreview(tx, importId);
}

export async function forgetPreview(tx: Tx, importId: number): Promise<void> {
  await tx.$executeRaw`UPDATE import SET preview = NULL WHERE id = ${importId}::int`;
}
