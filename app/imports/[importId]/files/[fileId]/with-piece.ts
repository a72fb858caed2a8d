import "server-only";
import { DomainError } from "@/lib/domain/errors";
import { CHUNK_BYTES } from "@/lib/domain/import-facts";

/** Browsers send one piece at a time; more at once get buffers that are not kept. */
const MOST_KEPT = 2;

const free: Uint8Array[] = [];

/** Reads the body into a buffer that is used again: a long upload takes no more memory than a short one. */
export async function withPiece<T>(request: Request, use: (piece: Uint8Array) => Promise<T>): Promise<T> {
  const bytes = saidLength(request);
  const buffer = free.pop() ?? new Uint8Array(CHUNK_BYTES);
  try {
    await readInto(buffer, bytes, request);
    return await use(buffer.subarray(0, bytes));
  } finally {
    if (free.length < MOST_KEPT) free.push(buffer);
  }
}

function saidLength(request: Request): number {
  const said = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!Number.isInteger(said)) throw new DomainError("invalid_input", "Say how long the piece is.", "body");
  if (said > CHUNK_BYTES) throw new DomainError("invalid_input", "A piece has at most 4 MiB.", "body");
  return said;
}

/** Whole or not at all: a piece that was cut on its way is not taken for the end of one. */
async function readInto(buffer: Uint8Array, bytes: number, request: Request): Promise<void> {
  let length = 0;
  for await (const part of request.body ?? []) {
    if (length + part.length > bytes)
      throw new DomainError("invalid_input", "The piece is longer than said.", "body");
    buffer.set(part, length);
    length += part.length;
  }
  if (length < bytes) throw new DomainError("invalid_input", "The piece was cut on its way.", "body");
}
