import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import type { FileReport } from "@/lib/domain/import-facts";
import { LOCK, waitForTurn } from "@/lib/storage/advisory-locks";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { type LockedImport, lockImport, moveImport } from "@/lib/storage/import-rows";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { requireOwn, STATE_WORDS } from "./start-import";

/** Told on the trail by name and hash; the rest is counted. */
const NAMED_FILES = 50;

export const commitImportInput = z.object({ importId: z.number().int().min(1).max(2_147_483_647) });

/** Decides that what an import holds goes into the history; the import's own process then writes it. */
export async function commitImport(ctx: Context, input: unknown): Promise<{ readonly events: number }> {
  requirePermission(ctx.actor, "import.write");
  const { importId } = parseInput(commitImportInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    await waitForTurn(tx, LOCK.importTurns);
    const row = requireOwn(ctx.actor, await lockImport(tx, importId));
    const files = await requireReady(tx, row);
    const isMoved = await moveImport(tx, importId, ["open", "failed"], {
      state: "committing",
      touchedAt: ctx.now,
      doneEvents: 0,
      dueBoots: 0,
      leftBoots: 0,
      attempts: 0,
      problem: "",
    });
    if (!isMoved) throw new DomainError("conflict", `Import ${importId} is ${STATE_WORDS[row.state]}.`);
    const events = files.reduce((sum, { report }) => sum + report.kept, 0);
    await appendTrail(tx, ctx.now, {
      name: "import.commit",
      actor: ctx.actor,
      subject: `import:${importId}`,
      detail: {
        events,
        host: row.oneHost || "as the records say",
        files: files.length,
        named: files.slice(0, NAMED_FILES).map(({ name, sha256 }) => ({ name, sha256 })),
      },
    });
    await notify(tx, { kind: "trail" });
    return { events };
  });
}

interface ReadyFile {
  readonly name: string;
  readonly sha256: string | null;
  readonly report: FileReport;
}

async function requireReady(tx: Tx, row: LockedImport): Promise<ReadyFile[]> {
  if (row.state !== "open" && row.state !== "failed") {
    throw new DomainError("conflict", `Import ${row.id} is ${STATE_WORDS[row.state]}.`);
  }
  const files = await tx.importFile.findMany({
    where: { importId: row.id, state: { not: "left_out" } },
    select: { name: true, sha256: true, state: true, hostName: true, report: true },
    orderBy: { id: "asc" },
  });
  const unread = files.find(({ state }) => state !== "read" && state !== "unreadable");
  if (unread) {
    throw new DomainError(
      "conflict",
      `${unread.name} is not read yet: wait until every file is, or leave it out.`,
    );
  }
  const ready = files
    .filter(({ state }) => state === "read")
    .map((file) => ({ ...file, report: file.report as unknown as FileReport }));
  const nameless = ready.find(({ report, hostName }) => report.unnamed > 0 && hostName === "");
  if (nameless && row.oneHost === "") {
    throw new DomainError(
      "invalid_input",
      `The records of ${nameless.name} do not say whose log it is: name its host.`,
      "host",
    );
  }
  if (!ready.some(({ report }) => report.kept > 0)) {
    throw new DomainError("conflict", "There is no event in these files that a history is made of.");
  }
  return ready;
}
