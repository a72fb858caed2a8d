import { fileResponse } from "@/app/_edge/file-response";
import { readZone } from "@/app/_edge/read-zone";
import { route } from "@/app/_edge/run-route";
import { reportWindow } from "@/components/reports/report-window";
import { zoneClock } from "@/lib/domain/zone-clock";
import { exportReport } from "@/lib/services/export-report";

/** One table of the report that the page shows. */
export const GET = route("report.export", async (request, ctx) => {
  const { days, ...asked } = Object.fromEntries(new URL(request.url).searchParams);
  const { timeZone } = await readZone();
  const { from, until } = reportWindow(days, ctx.now.getTime(), zoneClock(timeZone));
  return fileResponse(await exportReport(ctx, { ...asked, from, until, timeZone }));
});
