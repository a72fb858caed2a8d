import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { lockImport, moveImport } from "@/lib/storage/import-rows";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { removeImportFiles } from "./import-folder";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { requireOwn, STATE_WORDS } from "./start-import";

export const discardImportInput = z.object({ importId: z.number().int().min(1).max(2_147_483_647) });

/** Gives up an import before its commit and deletes its files. */
export async function discardImport(ctx: Context, input: unknown): Promise<{ readonly importId: number }> {
  requirePermission(ctx.actor, "import.write");
  const { importId } = parseInput(discardImportInput, input);
  const fileIds = await ctx.db.prisma.$transaction(async (tx) => {
    const row = requireOwn(ctx.actor, await lockImport(tx, importId));
    const found = await discardLocked(tx, ctx, importId, "asked for");
    if (found) return found;
    throw new DomainError(
      "conflict",
      `Import ${importId} is ${STATE_WORDS[row.state]}: it cannot be discarded.`,
    );
  });
  await removeImportFiles(fileIds);
  return { importId };
}

/** Null where the import is open no more. */
export async function discardLocked(
  tx: Tx,
  ctx: Pick<Context, "actor" | "now">,
  importId: number,
  why: string,
): Promise<number[] | null> {
  if (!(await moveImport(tx, importId, ["open"], { state: "discarded", touchedAt: ctx.now }))) return null;
  const files = await tx.importFile.findMany({ where: { importId }, select: { id: true } });
  await appendTrail(tx, ctx.now, {
    name: "import.discard",
    actor: ctx.actor,
    subject: `import:${importId}`,
    detail: { why, files: files.length },
  });
  await notify(tx, { kind: "trail" });
  return files.map(({ id }) => id);
}
