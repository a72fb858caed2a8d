import { route } from "@/app/_edge/run-route";
import { DomainError } from "@/lib/domain/errors";
import { CHUNK_BYTES } from "@/lib/domain/import-facts";
import { wakeImportWorker } from "@/lib/services/import-worker-process";
import { readImportReceived } from "@/lib/services/read-import-received";
import { receiveImportChunk } from "@/lib/services/receive-import-chunk";

export const dynamic = "force-dynamic";

/** From where to go on. */
export const GET = route("import.upload", async (_request, ctx, { params }) =>
  Response.json(await readImportReceived(ctx, params), { headers: { "cache-control": "no-store" } }),
);

/** The next piece of a file: `?offset=` says how much was sent before. 409 tells from where to go on. */
export const PUT = route("import.upload", async (request, ctx, { params }) => {
  const offset = new URL(request.url).searchParams.get("offset");
  const body = await readBounded(request);
  const { isTaken, ...received } = await receiveImportChunk(ctx, { ...params, offset }, body);
  if (isTaken && received.isWhole) wakeImportWorker();
  return Response.json(received, { status: isTaken ? 200 : 409, headers: { "cache-control": "no-store" } });
});

/** Whole or not at all: a piece that was cut on its way is not taken for the end of one. */
async function readBounded(request: Request): Promise<Uint8Array> {
  const said = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!Number.isInteger(said)) throw new DomainError("invalid_input", "Say how long the piece is.", "body");
  if (said > CHUNK_BYTES) throw new DomainError("invalid_input", "A piece has at most 4 MiB.", "body");
  const body = new Uint8Array(said);
  let length = 0;
  for await (const piece of request.body ?? []) {
    if (length + piece.length > said)
      throw new DomainError("invalid_input", "The piece is longer than said.", "body");
    body.set(piece, length);
    length += piece.length;
  }
  if (length < said) throw new DomainError("invalid_input", "The piece was cut on its way.", "body");
  return body;
}
