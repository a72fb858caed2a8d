import "server-only";
import { Readable } from "node:stream";
import type { NamedFile } from "@/lib/services/export/table-file";

/** A file that is made while it is sent. */
export function fileResponse({ fileName, contentType, bytes }: NamedFile): Response {
  const body = Readable.toWeb(Readable.from(bytes)) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(body, {
    headers: {
      "content-type": contentType,
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
}
