import { fileResponse } from "@/app/_edge/file-response";
import { readZone } from "@/app/_edge/read-zone";
import { route } from "@/app/_edge/run-route";
import { parseMoment } from "@/components/timeline/history-window";
import { zoneClock } from "@/lib/domain/zone-clock";
import { exportAllHistory } from "@/lib/services/export-all-history";

/** Everything that the page answers, whatever page of it is shown, as a file. */
export const GET = route("history.export", async (request, ctx) => {
  const query = new URL(request.url).searchParams;
  const clock = zoneClock((await readZone()).timeZone);
  const at = parseMoment(query.get("at") ?? undefined, ctx.now.getTime(), clock);
  return fileResponse(
    await exportAllHistory(ctx, {
      q: query.getAll("q").join(" "),
      at: at === null ? null : new Date(at),
      instantOf: (wall: number) => clock.instant(wall),
      format: query.get("format"),
    }),
  );
});
