import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { CHUNK_BYTES } from "@/lib/domain/import-facts";
import type { Tx } from "@/lib/storage/database";
import { type LockedImportFile, lockImport, lockImportFile } from "@/lib/storage/import-rows";
import type { Context } from "./context";
import { importFilePath, makeImportFolder } from "./import-folder";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { requireOpen, requireOwn } from "./start-import";

const id = z.coerce.number().int().min(1).max(2_147_483_647);
export const receiveImportChunkInput = z.object({
  importId: id,
  fileId: id,
  /** How much of the file was sent before. */
  offset: z
    .union([
      z.number().int().min(0),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .refine((offset) => offset <= Number.MAX_SAFE_INTEGER, "No file is so long."),
});

export interface ReceivedChunk {
  /** False where the chunk does not follow on what is here: go on from `received`. */
  readonly isTaken: boolean;
  readonly received: number;
  readonly checksum: number;
  readonly isWhole: boolean;
}

/**
 * Takes the next piece of a file. On disk before it is counted, and counted under the file's row: a piece sent twice, out
 * of place, or by two windows at once changes nothing.
 */
export async function receiveImportChunk(
  ctx: Context,
  input: unknown,
  body: Uint8Array,
): Promise<ReceivedChunk> {
  requirePermission(ctx.actor, "import.write");
  const { importId, fileId, offset } = parseInput(receiveImportChunkInput, input);
  if (body.length === 0) throw new DomainError("invalid_input", "The piece is empty.", "body");
  if (body.length > CHUNK_BYTES) throw new DomainError("invalid_input", "A piece has at most 4 MiB.", "body");
  return ctx.db.prisma.$transaction(
    async (tx) => {
      requireOpen(requireOwn(ctx.actor, await lockImport(tx, importId)));
      const file = await lockImportFile(tx, importId, fileId);
      if (file.state !== "uploading" || offset !== file.received) return told(file, false);
      if (offset + body.length > file.bytes) {
        throw new DomainError(
          "invalid_input",
          `The file was said to have ${file.bytes} bytes, and this piece ends at ${offset + body.length}.`,
          "body",
        );
      }
      await writeAt(fileId, offset, body);
      return keep(tx, ctx, file, body);
    },
    { timeout: 60_000 },
  );
}

async function keep(tx: Tx, ctx: Context, file: LockedImportFile, body: Uint8Array): Promise<ReceivedChunk> {
  const received = file.received + body.length;
  const checksum = crc32(body, file.checksum);
  const isWhole = received === file.bytes;
  await tx.importFile.update({
    where: { id: file.id },
    data: { received, checksum, ...(isWhole ? { state: "waiting" } : {}) },
  });
  await tx.import.update({ where: { id: file.importId }, data: { touchedAt: ctx.now } });
  return { isTaken: true, received, checksum, isWhole };
}

function told({ received, checksum, bytes }: LockedImportFile, isTaken: boolean): ReceivedChunk {
  return { isTaken, received, checksum, isWhole: received === bytes };
}

async function writeAt(fileId: number, offset: number, body: Uint8Array): Promise<void> {
  try {
    await makeImportFolder();
    const handle = await open(importFilePath(fileId), offset === 0 ? "w" : "r+", 0o600);
    try {
      let written = 0;
      while (written < body.length) {
        written += (await handle.write(body, written, body.length - written, offset + written)).bytesWritten;
      }
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new DomainError(
        "unavailable",
        "The server's disk is full: free some room, and the upload goes on where it stopped.",
      );
    }
    if (code === "ENOENT") {
      throw new DomainError(
        "conflict",
        "What was sent before is no longer on the server: leave the file out and drop it again.",
      );
    }
    throw error;
  }
}
