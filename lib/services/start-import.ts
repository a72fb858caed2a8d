import { z } from "zod";
import type { Actor } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { CHUNK_BYTES, MAX_FILES } from "@/lib/domain/import-facts";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { type LockedImport, lockImport } from "@/lib/storage/import-rows";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { requireRoom } from "./import-limits";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

/** Told on the trail by name; the rest is counted. */
const NAMED_FILES = 20;

const filesInput = z
  .array(
    z.object({
      /** With its folder, as the browser tells it. */
      name: plainText(1_000).min(1, "A file has a name."),
      bytes: z.number().int().min(1, "An empty file holds nothing to import.").max(Number.MAX_SAFE_INTEGER),
    }),
  )
  .min(1, "Choose at least one file.")
  .max(MAX_FILES, "At most 2,000 files in one import.");

export const startImportInput = z.object({ files: filesInput });
export const addImportFilesInput = z.object({
  importId: z.number().int().min(1).max(2_147_483_647),
  files: filesInput,
});
type Files = z.infer<typeof filesInput>;

export interface StartedImport {
  readonly importId: number;
  /** In the order they were given. */
  readonly fileIds: readonly number[];
  readonly chunkBytes: number;
}

/** Opens an import for these files; nothing of them is in the history before its commit. */
export async function startImport(ctx: Context, input: unknown): Promise<StartedImport> {
  requirePermission(ctx.actor, "import.write");
  const { files } = parseInput(startImportInput, input);
  await requireRoom(files);
  return ctx.db.prisma.$transaction(async (tx) => {
    const importId = await openImport(tx, ctx, "web", files);
    return { importId, fileIds: await insertFiles(tx, importId, files), chunkBytes: CHUNK_BYTES };
  });
}

/** The same for logs that the command line reads where they lie. */
export async function startLocalImport(ctx: Context, files: Files, oneHost: string): Promise<StartedImport> {
  requirePermission(ctx.actor, "import.write");
  return ctx.db.prisma.$transaction(async (tx) => {
    const importId = await openImport(tx, ctx, "cli", files);
    const fileIds = await insertFiles(tx, importId, files);
    await tx.import.update({ where: { id: importId }, data: { oneHost } });
    await tx.$executeRaw`
      UPDATE import_file SET state = 'waiting', received = bytes WHERE import_id = ${importId}::int`;
    return { importId, fileIds, chunkBytes: CHUNK_BYTES };
  });
}

export async function addImportFiles(ctx: Context, input: unknown): Promise<StartedImport> {
  requirePermission(ctx.actor, "import.write");
  const { importId, files } = parseInput(addImportFilesInput, input);
  await requireRoom(files);
  return ctx.db.prisma.$transaction(async (tx) => {
    requireOpen(requireOwn(ctx.actor, await lockImport(tx, importId)));
    const has = await tx.importFile.count({ where: { importId } });
    if (has + files.length > MAX_FILES) {
      throw new DomainError("invalid_input", "At most 2,000 files in one import: start another.", "files");
    }
    const fileIds = await insertFiles(tx, importId, files);
    await tx.$executeRaw`
      UPDATE import SET preview = NULL, touched_at = ${ctx.now} WHERE id = ${importId}::int`;
    return { importId, fileIds, chunkBytes: CHUNK_BYTES };
  });
}

/** An import is its maker's; an administrator may act on any. */
export function requireOwn(actor: Actor, row: LockedImport): LockedImport {
  const isOwn = actor.kind === "operator" && row.operatorId === actor.operatorId;
  const isAdministrator = actor.kind === "operator" && actor.role === "administrator";
  if (isOwn || isAdministrator || actor.kind === "system") return row;
  throw new DomainError(
    "forbidden",
    `Import ${row.id} is somebody else's: they or an administrator may do this.`,
  );
}

export function requireOpen(row: LockedImport): void {
  if (row.state === "open") return;
  throw new DomainError("conflict", `Import ${row.id} is ${STATE_WORDS[row.state]}: it takes no change now.`);
}

export const STATE_WORDS = {
  open: "open",
  committing: "being imported",
  committed: "imported already",
  failed: "half imported",
  undoing: "being undone",
  undone: "undone already",
  discarded: "discarded",
} as const satisfies Record<LockedImport["state"], string>;

async function openImport(tx: Tx, ctx: Context, source: "web" | "cli", files: Files): Promise<number> {
  const { id } = await tx.import.create({
    data: {
      source,
      createdBy: { ...ctx.actor },
      operatorId: ctx.actor.kind === "operator" ? ctx.actor.operatorId : null,
      createdAt: ctx.now,
      touchedAt: ctx.now,
    },
    select: { id: true },
  });
  await appendTrail(tx, ctx.now, {
    name: "import.start",
    actor: ctx.actor,
    subject: `import:${id}`,
    detail: {
      files: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      names: files.slice(0, NAMED_FILES).map(({ name }) => name),
    },
  });
  await notify(tx, { kind: "trail" });
  return id;
}

async function insertFiles(tx: Tx, importId: number, files: Files): Promise<number[]> {
  const made = await tx.importFile.createManyAndReturn({
    data: files.map(({ name, bytes }) => ({ importId, name, bytes, state: "uploading" })),
    select: { id: true },
  });
  return made.map(({ id }) => id).sort((a, b) => a - b);
}
