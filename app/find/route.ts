import { route } from "@/app/_edge/run-route";
import { findPlace } from "@/lib/services/find-place";

/** Where the palette's free text leads. The address is relative: the server need not know its own name. */
export const GET = route("find", async (request, ctx) => {
  const text = new URL(request.url).searchParams.get("q") ?? "";
  return new Response(null, {
    status: 303,
    headers: { location: await findPlace(ctx, text), "cache-control": "no-store" },
  });
});
