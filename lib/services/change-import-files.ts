import { z } from "zod";
import { forgetPreview, lockImport, lockImportFile, readAgain } from "@/lib/storage/import-rows";
import type { Context } from "./context";
import { removeImportFiles } from "./import-folder";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";
import { requireOpen, requireOwn } from "./start-import";

const id = z.number().int().min(1).max(2_147_483_647);
export const leaveOutImportFileInput = z.object({ importId: id, fileId: id });
export const nameImportHostInput = z.object({
  importId: id,
  /** The file that is meant; without it all files are one machine's. */
  fileId: id.nullable(),
  /** Empty: as the records say. */
  host: plainText(255),
});

/** Takes one file out of an import that is still open; what was sent of it is deleted. */
export async function leaveOutImportFile(ctx: Context, input: unknown): Promise<{ readonly fileId: number }> {
  requirePermission(ctx.actor, "import.write");
  const { importId, fileId } = parseInput(leaveOutImportFileInput, input);
  await ctx.db.prisma.$transaction(async (tx) => {
    requireOpen(requireOwn(ctx.actor, await lockImport(tx, importId)));
    await lockImportFile(tx, importId, fileId);
    await tx.importFile.update({ where: { id: fileId }, data: { state: "left_out" } });
    await forgetPreview(tx, importId);
    await tx.import.update({ where: { id: importId }, data: { touchedAt: ctx.now } });
  });
  await removeImportFiles([fileId]);
  return { fileId };
}

/** Says whose logs these are, where their records do not, or say it wrongly. They are read again under that name. */
export async function nameImportHost(ctx: Context, input: unknown): Promise<{ readonly importId: number }> {
  requirePermission(ctx.actor, "import.write");
  const { importId, fileId, host } = parseInput(nameImportHostInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    requireOpen(requireOwn(ctx.actor, await lockImport(tx, importId)));
    if (fileId === null) {
      await tx.import.update({ where: { id: importId }, data: { oneHost: host, touchedAt: ctx.now } });
    } else {
      await lockImportFile(tx, importId, fileId);
      await tx.importFile.update({ where: { id: fileId }, data: { hostName: host } });
      await tx.import.update({ where: { id: importId }, data: { touchedAt: ctx.now } });
    }
    await readAgain(tx, importId, fileId);
    return { importId };
  });
}
