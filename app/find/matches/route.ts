import { route } from "@/app/_edge/run-route";
import { findMatches } from "@/lib/services/find-matches";

/** What the palette shows while one types: the places that the text may mean. */
export const GET = route("find.matches", async (request, ctx) => {
  const { searchParams } = new URL(request.url);
  const matches = await findMatches(ctx, Object.fromEntries(searchParams));
  return Response.json({ matches }, { headers: { "cache-control": "no-store" } });
});
