import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Refusal } from "./refusal";

const inflate = promisify(gunzip);

/** The whole body, unpacked; never more than the limit is held, packed or unpacked. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new Refusal(415, "invalid_input", "A body may be plain or gzip.", "content-encoding");
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, "invalid_input", "The body ended before it was whole.");
  }
  const body = Buffer.concat(chunks);
  if (encoding === "identity") return body;
  try {
    return await inflate(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new Refusal(400, "invalid_input", "The body is not gzip, as its header says.", "content-encoding");
  }
}

export function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, "invalid_input", "The body is not JSON.");
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, "invalid_input", `The body is larger than ${maxBytes} bytes.`);
}
