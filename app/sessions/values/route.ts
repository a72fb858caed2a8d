import { route } from "@/app/_edge/run-route";
import { suggestChipValues } from "@/lib/services/suggest-chip-values";

/** What a half-typed chip may mean. */
export const GET = route("session.values", async (request, ctx) => {
  const { searchParams } = new URL(request.url);
  const values = await suggestChipValues(ctx, Object.fromEntries(searchParams));
  return Response.json({ values }, { headers: { "cache-control": "no-store" } });
});
