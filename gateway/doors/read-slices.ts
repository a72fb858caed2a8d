import type { IncomingMessage } from "node:http";
import { createGunzip } from "node:zlib";
import { Refusal } from "../refusal";
import { Overloaded, type Ticket } from "./intake";
import type { Patience } from "./patience";

/** Of one request, unpacked: as much as any shipper is set up to send, and no more than a bomb may become. */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const SLICE_BYTES = 128 * 1024;

/** The body piece by piece, unpacked, each piece small enough that agents are answered in between. */
export async function* readSlices(
  message: IncomingMessage,
  ticket: Ticket,
  patience: Patience,
  maxBytes = MAX_UNPACKED_BYTES,
): AsyncGenerator<Buffer> {
  const { over } = patience;
  const encoding = message.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new Refusal(415, "invalid_input", "A body may be plain or gzip.", "content-encoding");
  }
  if (Number(message.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // Somebody who has to wait is not read at all.
  await ticket.take(0, over);
  let size = 0;
  try {
    for await (const piece of unpacked(message, encoding === "gzip")) {
      patience.restart();
      size += piece.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      await ticket.take(piece.length, over);
      for (let at = 0; at < piece.length; at += SLICE_BYTES) {
        await ticket.turn();
        yield piece.subarray(at, at + SLICE_BYTES);
      }
    }
  } catch (error) {
    if (error instanceof Refusal || error instanceof Overloaded || over.aborted) throw error;
    if (isZlibFault(error)) {
      throw new Refusal(
        400,
        "invalid_input",
        "The body is not gzip, as its header says.",
        "content-encoding",
      );
    }
    throw error;
  }
}

function unpacked(message: IncomingMessage, isGzip: boolean): AsyncIterable<Buffer> {
  // A refusal in the middle must still be answered: the socket stays open.
  if (!isGzip) return message.iterator({ destroyOnReturn: false });
  const gunzip = createGunzip({ chunkSize: SLICE_BYTES });
  message.on("error", (error) => gunzip.destroy(error));
  message.on("aborted", () => gunzip.destroy(new Overloaded("the client has gone")));
  return message.pipe(gunzip);
}

function isZlibFault(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^Z_/.test(String(error.code));
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    413,
    "invalid_input",
    `The body, unpacked, is larger than ${maxBytes} bytes: send less at once.`,
  );
}
