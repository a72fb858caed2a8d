import { systemActor } from "@/lib/auth/system-actor";
import type { Database } from "@/lib/storage/database";
import { lockImport } from "@/lib/storage/import-rows";
import { discardLocked } from "./discard-import";
import { listKeptFileIds, removeImportFiles } from "./import-folder";

const DAY_MS = 86_400_000;
/** A whole preview that nobody decided on waits longer than an upload that nobody goes on with. */
const PREVIEW_DAYS = 7;
const ABANDONED_MS = 10 * 60_000;

/** Discards what nobody went on with, and deletes files that no open import needs. */
export async function sweepImports(db: Database, now: Date): Promise<{ readonly discarded: number }> {
  const stale = await db.prisma.import.findMany({
    where: {
      state: "open",
      OR: [
        {
          touchedAt: { lt: new Date(now.getTime() - DAY_MS) },
          files: { some: { state: "uploading" } },
        },
        { touchedAt: { lt: new Date(now.getTime() - PREVIEW_DAYS * DAY_MS) } },
        { touchedAt: { lt: new Date(now.getTime() - DAY_MS) }, source: "cli" },
      ],
    },
    select: { id: true },
    take: 100,
  });
  let discarded = 0;
  for (const { id } of stale) {
    const done = await db.prisma.$transaction(async (tx) => {
      await lockImport(tx, id);
      return discardLocked(tx, { actor: systemActor("web"), now }, id, "nobody went on with it");
    });
    if (done) discarded++;
  }
  await leaveAbandoned(db, now);
  await removeUnneeded(db);
  return { discarded };
}

/** A command line that was killed while it wrote: nobody else can read its files, so a person decides. */
async function leaveAbandoned(db: Database, now: Date): Promise<void> {
  await db.prisma.import.updateMany({
    where: {
      source: "cli",
      state: "committing",
      touchedAt: { lt: new Date(now.getTime() - ABANDONED_MS) },
    },
    data: {
      state: "failed",
      problem:
        "The command line stopped before it had written everything: import the same files again, or undo.",
    },
  });
}

async function removeUnneeded(db: Database): Promise<void> {
  const kept = await listKeptFileIds();
  if (kept.length === 0) return;
  const needed = await db.prisma.importFile.findMany({
    where: {
      id: { in: kept },
      state: { not: "left_out" },
      import: { state: { in: ["open", "committing", "failed"] } },
    },
    select: { id: true },
  });
  const stays = new Set(needed.map(({ id }) => id));
  await removeImportFiles(kept.filter((id) => !stays.has(id)));
}
