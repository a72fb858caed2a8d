import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { isTimeZone } from "@/lib/domain/time-zone";
import { makeContext } from "@/lib/services/make-context";
import { readSiteZone } from "@/lib/services/site-zone";

export interface Zone {
  readonly kind: "utc" | "site" | "mine";
  readonly timeZone: string;
}

/** The zone that times are shown in: a choice kept in cookies that hold nothing secret; read once per request. */
export const readZone = cache(async (): Promise<Zone> => {
  const kept = await cookies();
  const kind = kept.get("curfew-zone")?.value;
  if (kind === "utc") return { kind, timeZone: "UTC" };
  const mine = kept.get("curfew-mine")?.value ?? "";
  if (kind === "mine" && isTimeZone(mine)) return { kind, timeZone: mine };
  const site = await readSiteZone(makeContext({ kind: "system", name: "web" }));
  return { kind: "site", timeZone: site.timeZone };
});
