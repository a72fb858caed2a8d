import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

const id = z.coerce.number().int().min(1).max(2_147_483_647).catch(0);
const readImportReceivedInput = z.object({ importId: id, fileId: id });

export interface ReceivedFile {
  readonly received: number;
  /** CRC-32 of what was received. */
  readonly checksum: number;
  readonly isWhole: boolean;
}

/** From where an upload goes on, and whether it is the same file. */
export async function readImportReceived(ctx: Context, input: unknown): Promise<ReceivedFile> {
  requirePermission(ctx.actor, "import.write");
  const { importId, fileId } = parseInput(readImportReceivedInput, input);
  const file = await ctx.db.prisma.importFile.findFirst({
    where: { id: fileId, importId },
    select: { received: true, checksum: true, bytes: true },
  });
  if (!file) throw new DomainError("not_found", "There is no such file in an import.");
  const { received, checksum, bytes } = file;
  return { received: Number(received), checksum: Number(checksum), isWhole: received === bytes };
}
