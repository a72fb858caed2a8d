import { route } from "@/app/_edge/run-route";
import { readImportStatus } from "@/lib/services/read-import";

export const dynamic = "force-dynamic";

/** How far an import is, for those who look on. */
export const GET = route("import.status", async (_request, ctx, { params }) => {
  const status = await readImportStatus(ctx, params);
  return Response.json(status, { headers: { "cache-control": "no-store" } });
});
