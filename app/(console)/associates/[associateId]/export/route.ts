import { fileResponse } from "@/app/_edge/file-response";
import { readZone } from "@/app/_edge/read-zone";
import { route } from "@/app/_edge/run-route";
import { historyWindow } from "@/components/timeline/history-window";
import { parseSpan } from "@/components/timeline/span";
import { zoneClock } from "@/lib/domain/zone-clock";
import { exportHistory } from "@/lib/services/export-history";

/** The days that the page shows, or what is marked of them, as a file. */
export const GET = route("associate.export", async (request, ctx, { params }) => {
  const query = new URL(request.url).searchParams;
  const { timeZone } = await readZone();
  const whole = historyWindow(query.get("from") ?? undefined, ctx.now.getTime(), zoneClock(timeZone));
  const window = parseSpan(query.get("span") ?? undefined, whole) ?? whole;
  return fileResponse(
    await exportHistory(ctx, {
      of: "associate",
      id: params.associateId,
      from: new Date(window.from),
      until: new Date(window.until),
      format: query.get("format"),
    }),
  );
});
