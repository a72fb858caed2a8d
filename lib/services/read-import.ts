import { z } from "zod";
import type { Actor } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import type {
  FileReport,
  ImportCounts,
  ImportPreview,
  ImportState,
  ImportStatus,
} from "@/lib/domain/import-facts";
import {
  findImport,
  type ImportedHost,
  listImportedHosts,
  readImportStatusRow,
} from "@/lib/storage/find-import";
import { type ListedEntry, listTrail } from "@/lib/storage/list-trail";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

const readImportInput = z.object({
  importId: z.coerce.number().int().min(1).max(2_147_483_647).catch(0),
});

export interface ImportRead {
  readonly id: number;
  readonly state: ImportState;
  readonly source: "web" | "cli";
  readonly problem: string;
  readonly oneHost: string;
  /** Minutes ahead of UTC of clocks whose records bear no zone; null where nobody has said. */
  readonly utcOffset: number | null;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly committedAt: Date | null;
  readonly undoneAt: Date | null;
  readonly counts: ImportCounts | null;
  readonly preview: ImportPreview | null;
  readonly status: ImportStatus;
  /** By file. */
  readonly reports: Readonly<Record<number, FileReport>>;
  /** Whose history it has made. */
  readonly hosts: readonly ImportedHost[];
  readonly trail: readonly ListedEntry[];
  /** Whether who asks may change it: its maker, or an administrator. */
  readonly mayChange: boolean;
}

export async function readImport(ctx: Context, input: unknown): Promise<ImportRead> {
  requirePermission(ctx.actor, "import.read");
  const { importId } = parseInput(readImportInput, input);
  const [found, status] = await Promise.all([
    findImport(ctx.db, importId),
    readImportStatusRow(ctx.db, importId, ctx.now),
  ]);
  if (!found || !status) throw new DomainError("not_found", "There is no such import.");
  const isKept = found.state === "committed" || found.state === "failed";
  const [hosts, trail] = await Promise.all([
    isKept ? listImportedHosts(ctx.db, importId) : [],
    listTrail(ctx.db, { name: "", actor: "", subject: `import:${importId}`, before: null, limit: 20 }),
  ]);
  return { ...found, status, hosts, trail, mayChange: mayChange(ctx.actor, found.operatorId) };
}

/** What changes while somebody looks on; small, and asked for every moment. */
export async function readImportStatus(ctx: Context, input: unknown): Promise<ImportStatus> {
  requirePermission(ctx.actor, "import.read");
  const { importId } = parseInput(readImportInput, input);
  const status = await readImportStatusRow(ctx.db, importId, ctx.now);
  if (!status) throw new DomainError("not_found", "There is no such import.");
  return status;
}

function mayChange(actor: Actor, operatorId: number | null): boolean {
  if (actor.kind !== "operator" || actor.role === "auditor") return false;
  return actor.role === "administrator" || actor.operatorId === operatorId;
}
