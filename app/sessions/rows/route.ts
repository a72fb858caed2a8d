import { route } from "@/app/_edge/run-route";
import { readSessionRows } from "@/lib/services/read-session-rows";

/** Rows that come into sight while somebody scrolls. */
export const GET = route("session.rows", async (request, ctx) => {
  const { searchParams } = new URL(request.url);
  const found = await readSessionRows(ctx, Object.fromEntries(searchParams));
  return Response.json(found, { headers: { "cache-control": "no-store" } });
});
