import { route } from "@/app/_edge/run-route";
import { liveFeed } from "@/lib/services/live-feed";
import { liveStream } from "@/lib/services/live-stream";

export const dynamic = "force-dynamic";

export const GET = route("events.stream", (request, ctx, { stillMay }) => {
  const stream = liveStream({
    feed: liveFeed(),
    operatorId: ctx.actor.kind === "operator" ? ctx.actor.operatorId : null,
    signal: request.signal,
    stillMay,
    now: () => Date.now(),
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Compression would hold events back, and so would a proxy's buffer.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
});
