import { route } from "@/app/_edge/run-route";
import { withSecurityHeaders } from "@/app/_edge/with-security-headers";
import { wakeImportWorker } from "@/lib/services/import-worker-process";
import { readImportReceived } from "@/lib/services/read-import-received";
import { receiveImportChunk } from "@/lib/services/receive-import-chunk";
import { withPiece } from "./with-piece";

export const dynamic = "force-dynamic";

/** From where to go on. */
export const GET = withSecurityHeaders(
  route("import.upload", async (_request, ctx, { params }) =>
    Response.json(await readImportReceived(ctx, params)),
  ),
);

/** The next piece of a file: `?offset=` says how much was sent before. 409 tells from where to go on. */
export const PUT = withSecurityHeaders(
  route("import.upload", async (request, ctx, { params }) => {
    const offset = new URL(request.url).searchParams.get("offset");
    const { isTaken, ...received } = await withPiece(request, (piece) =>
      receiveImportChunk(ctx, { ...params, offset }, piece),
    );
    if (isTaken && received.isWhole) wakeImportWorker();
    return Response.json(received, { status: isTaken ? 200 : 409 });
  }),
);
