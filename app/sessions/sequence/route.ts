import { route } from "@/app/_edge/run-route";
import { readSessionSequence } from "@/lib/services/read-session-sequence";

/** What stands where in the list of a query. */
export const GET = route("session.sequence", async (request, ctx) => {
  const { searchParams } = new URL(request.url);
  const found = await readSessionSequence(ctx, Object.fromEntries(searchParams));
  return Response.json(found, { headers: { "cache-control": "no-store" } });
});
