import { z } from "zod";
import { LEAST_OFFSET, MOST_OFFSET } from "@/lib/domain/utc-offset";
import { lockImport, readAgain } from "@/lib/storage/import-rows";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { requireOpen, requireOwn } from "./start-import";

export const setImportOffsetInput = z.object({
  importId: z.number().int().min(1).max(2_147_483_647),
  /** Minutes ahead of UTC; null: as a log lets it be seen, else UTC. */
  utcOffset: z
    .number()
    .int()
    .min(LEAST_OFFSET, "No clock stands so far behind UTC.")
    .max(MOST_OFFSET, "No clock stands so far ahead of UTC.")
    .nullable(),
});

/** Says how far ahead of UTC the clocks stood, for records that bear no zone. The files are read again by it. */
export async function setImportOffset(
  ctx: Context,
  input: unknown,
): Promise<{ readonly importId: number; readonly utcOffset: number | null }> {
  requirePermission(ctx.actor, "import.write");
  const { importId, utcOffset } = parseInput(setImportOffsetInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    requireOpen(requireOwn(ctx.actor, await lockImport(tx, importId)));
    await tx.import.update({ where: { id: importId }, data: { utcOffset, touchedAt: ctx.now } });
    await readAgain(tx, importId, null);
    return { importId, utcOffset };
  });
}
