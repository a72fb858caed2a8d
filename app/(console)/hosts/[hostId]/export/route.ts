import { fileResponse } from "@/app/_edge/file-response";
import { readZone } from "@/app/_edge/read-zone";
import { route } from "@/app/_edge/run-route";
import { dayWindow, parseMoment } from "@/components/timeline/history-window";
import { parseSpan } from "@/components/timeline/span";
import { zoneClock } from "@/lib/domain/zone-clock";
import { exportHistory } from "@/lib/services/export-history";

/** The day that the page shows, or what is marked of it, as a file. */
export const GET = route("host.export", async (request, ctx, { params }) => {
  const query = new URL(request.url).searchParams;
  const { timeZone } = await readZone();
  const [now, clock] = [ctx.now.getTime(), zoneClock(timeZone)];
  const at = parseMoment(query.get("at") ?? undefined, now, clock);
  const whole = dayWindow(query.get("day") ?? undefined, at, now, clock);
  const window = parseSpan(query.get("span") ?? undefined, whole) ?? whole;
  return fileResponse(
    await exportHistory(ctx, {
      of: "host",
      id: params.hostId,
      from: new Date(window.from),
      until: new Date(window.until),
      format: query.get("format"),
    }),
  );
});
