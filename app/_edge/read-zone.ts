import "server-only";
import { cookies } from "next/headers";

export interface Zone {
  readonly kind: "utc" | "site" | "mine";
  readonly timeZone: string;
}

/** The zone that times are shown in: a choice kept in cookies that hold nothing secret. */
export async function readZone(): Promise<Zone> {
  const kept = await cookies();
  const kind = kept.get("curfew-zone")?.value;
  if (kind === "utc") return { kind, timeZone: "UTC" };
  const mine = kept.get("curfew-mine")?.value ?? "";
  if (kind === "mine" && isTimeZone(mine)) return { kind, timeZone: mine };
  return { kind: "site", timeZone: siteTimeZone() };
}

function siteTimeZone(): string {
  const configured = process.env.CURFEW_SITE_ZONE;
  return configured && isTimeZone(configured) ? configured : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isTimeZone(text: string): boolean {
  try {
    return text !== "" && Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
