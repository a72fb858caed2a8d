import { DAY, dayText, HOUR, MINUTE, parseDay, type ZoneClock } from "@/lib/domain/zone-clock";

export const HISTORY_DAYS = 30;

/** Thirty civil days in the reader's zone, the last of them today unless the address says otherwise. */
export interface HistoryWindow {
  readonly firstDay: number;
  readonly from: number;
  readonly until: number;
  /** `from` of the neighbours; an empty text is the window that ends today, null where there is none. */
  readonly older: string | null;
  readonly newer: string | null;
}

/** No log is older than the epoch, and no session younger than today. */
export function historyWindow(text: string | undefined, now: number, clock: ZoneClock): HistoryWindow {
  const latest = clock.dayNumber(now) - HISTORY_DAYS + 1;
  const asked = parseDay(text ?? "");
  const firstDay = Math.max(0, Math.min(latest, asked ?? latest));
  const next = firstDay + HISTORY_DAYS;
  return {
    firstDay,
    from: clock.startOfDay(firstDay),
    until: clock.startOfDay(firstDay + HISTORY_DAYS),
    older: firstDay > 0 ? dayText(Math.max(0, firstDay - HISTORY_DAYS)) : null,
    newer: firstDay >= latest ? null : next >= latest ? "" : dayText(next),
  };
}

/** One civil day, or the last 24 hours where no day is named. */
export interface DayWindow {
  /** `2026-11-19`, or null for the last 24 hours. */
  readonly day: string | null;
  readonly from: number;
  readonly until: number;
  readonly before: string;
  /** An empty text is the last 24 hours. */
  readonly after: string | null;
}

export function dayWindow(
  text: string | undefined,
  at: number | null,
  now: number,
  clock: ZoneClock,
): DayWindow {
  const today = clock.dayNumber(now);
  const isRecent = at === null || (at >= now - DAY && at <= now);
  const asked = parseDay(text ?? "") ?? (isRecent || at === null ? null : clock.dayNumber(at));
  if (asked === null || asked > today || asked < 0) {
    return { day: null, from: now - DAY, until: now, before: dayText(today - 1), after: null };
  }
  return {
    day: dayText(asked),
    from: clock.startOfDay(asked),
    until: clock.startOfDay(asked + 1),
    before: dayText(Math.max(0, asked - 1)),
    after: asked === today ? "" : dayText(asked + 1),
  };
}

/** `now`, an instant with its zone, or a wall clock reading in the reader's zone; null for anything else. */
export function parseMoment(text: string | undefined, now: number, clock: ZoneClock): number | null {
  if (text === "now") return now;
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(Z?)$/.exec(text ?? "");
  if (!found) return null;
  const [, date = "", hour, minute, second, isUtc] = found;
  const day = parseDay(date);
  if (day === null || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
  const wall = day * DAY + Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * 1_000;
  return isUtc ? wall : clock.instant(wall);
}

/** As the address holds it: absolute, to the minute. */
export function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

/** As a person types it: `2026-11-19 14:05`, the reader's wall clock. */
export function wallText(at: number, clock: ZoneClock): string {
  return new Date(clock.wall(at)).toISOString().slice(0, 16).replace("T", " ");
}
