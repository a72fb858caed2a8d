import { fileResponse } from "@/app/_edge/file-response";
import { route } from "@/app/_edge/run-route";
import { exportTrail } from "@/lib/services/export-trail";

/** The entries that the page's filter finds, with a manifest that they can be held against. */
export const GET = route("trail.export", async (request, ctx) =>
  fileResponse(await exportTrail(ctx, Object.fromEntries(new URL(request.url).searchParams))),
);
