import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { LOCK, waitForTurn } from "@/lib/storage/advisory-locks";
import { appendTrail } from "@/lib/storage/append-trail";
import { findCommitting, listLaterOverlaps } from "@/lib/storage/import-overlaps";
import { lockImport, moveImport } from "@/lib/storage/import-rows";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";
import { requireOwn, STATE_WORDS } from "./start-import";

export const undoImportInput = z.object({
  importId: z.number().int().min(1).max(2_147_483_647),
  reason: plainText(500).min(1, "Say why: the reason is kept on the trail."),
});

/** Decides that what only this import brought leaves the history again; one that is still being written is stopped for it. */
export async function undoImport(ctx: Context, input: unknown): Promise<{ readonly importId: number }> {
  requirePermission(ctx.actor, "import.write");
  const { importId, reason } = parseInput(undoImportInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    await waitForTurn(tx, LOCK.importTurns);
    const row = requireOwn(ctx.actor, await lockImport(tx, importId));
    const writing = await findCommitting(tx, importId);
    if (writing !== null) {
      throw new DomainError(
        "conflict",
        `Import ${writing} is being imported, and may hold the same events: undo this one when that has ended.`,
      );
    }
    const later = await listLaterOverlaps(tx, importId);
    if (later.length > 0) throw new DomainError("conflict", overlapWords(importId, later));
    const isMoved = await moveImport(tx, importId, ["committing", "committed", "failed"], {
      state: "undoing",
      touchedAt: ctx.now,
      attempts: 0,
      problem: "",
    });
    if (!isMoved) {
      throw new DomainError(
        "conflict",
        `Import ${importId} is ${STATE_WORDS[row.state]}: there is nothing to undo.`,
      );
    }
    await appendTrail(tx, ctx.now, {
      name: "import.undo",
      actor: ctx.actor,
      subject: `import:${importId}`,
      detail: { reason },
    });
    await notify(tx, { kind: "trail" });
    return { importId };
  });
}

function overlapWords(importId: number, later: readonly number[]): string {
  const list = later.join(", ");
  return later.length === 1
    ? `Import ${list} brought some of these events too, and counts on import ${importId} for them: undo import ${list} first.`
    : `Imports ${list} brought some of these events too, and count on import ${importId} for them: undo those first, the newest at the beginning.`;
}
