import type { ImportCounts } from "@/lib/domain/import-facts";
import { listImportedHostIds } from "@/lib/storage/import-overlaps";
import type { ImportWork } from "./import-work";
import { pairDue } from "./pair-due";
import { removeImported } from "./remove-imported";

const PATIENCE_MS = 30 * 60_000;

/** Takes out of the history what only this import brought, in one transaction, and pairs what that leaves. */
export async function takeBackImport(work: ImportWork, importId: number): Promise<void> {
  const hosts = await listImportedHostIds(work.db, importId);
  await work.db.prisma.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${PATIENCE_MS}`);
      const { removed } = await removeImported(tx, importId);
      const { counts } = await tx.import.findUniqueOrThrow({
        where: { id: importId },
        select: { counts: true },
      });
      const before = (counts ?? { added: removed, duplicates: 0, rejected: 0 }) as unknown as ImportCounts;
      await tx.import.update({
        where: { id: importId },
        data: {
          state: "undone",
          undoneAt: work.now(),
          problem: "",
          counts: { ...before, removed },
        },
      });
      await tx.importOverlap.deleteMany({ where: { laterId: importId } });
    },
    { timeout: PATIENCE_MS },
  );
  await pairDue(work.db, { hostIds: hosts, now: work.now, signal: work.signal });
}
