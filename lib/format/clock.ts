const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${timeZone}\n${key}`;
  let found = cache.get(id);
  if (!found) {
    // Building one costs a hundred times what using one does.
    found = new Intl.DateTimeFormat("en-GB", { ...options, timeZone, hourCycle: "h23" });
    cache.set(id, found);
  }
  return found;
}

/** `14:02:07` */
export function clockTime(at: number, timeZone: string): string {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  return formatter(timeZone, "clock", options).format(at);
}

/** `14:02` */
export function hourMinute(at: number, timeZone: string): string {
  return formatter(timeZone, "minute", { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** `Thu 19 Nov` */
export function dayName(at: number, timeZone: string): string {
  return formatter(timeZone, "day", { weekday: "short", day: "numeric", month: "short" })
    .format(at)
    .replace(",", "");
}

/** `March 2026`, of `2026-03`. */
export function monthName(month: string): string {
  return formatter("UTC", "month", { month: "long", year: "numeric" }).format(
    Date.parse(`${month}-01T00:00Z`),
  );
}

/** `19 Nov 09:02`: for a column in which most rows are of some other day. */
export function dayAndMinute(at: number, timeZone: string): string {
  const day = formatter(timeZone, "day of month", { day: "numeric", month: "short" }).format(at);
  return `${day} ${hourMinute(at, timeZone)}`;
}

/** `2026-11-19`: the civil day in that zone, for keys and for grouping. */
export function isoDay(at: number, timeZone: string): string {
  const parts = formatter(timeZone, "iso", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((found) => found.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The clock alone on the same day as `now`, else with its day: `Thu 19 Nov 09:02:41`. */
export function clockOrDay(at: number, now: number, timeZone: string): string {
  const clock = clockTime(at, timeZone);
  return isoDay(at, timeZone) === isoDay(now, timeZone) ? clock : `${dayName(at, timeZone)} ${clock}`;
}

/** What is copied: unambiguous everywhere. */
export function isoInstant(at: number): string {
  return new Date(at).toISOString();
}

export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
