import { DAY, dayText, HOUR, MINUTE, parseDay, type ZoneClock } from "@/lib/domain/zone-clock";

const HISTORY_DAYS = 30;
const MOST_MONTHS = 24;

/** Thirty civil days in the reader's zone, the last of them today unless the address says otherwise; or one whole month. */
export interface HistoryWindow {
  /** `2026-03`, where the address names a month. */
  readonly month: string | null;
  readonly firstDay: number;
  readonly days: number;
  readonly from: number;
  readonly until: number;
  /** `from` of the neighbours; an empty text is the window that ends today, null where there is none. */
  readonly older: string | null;
  readonly newer: string | null;
}

/** No log is older than the epoch, and no session younger than today. */
export function historyWindow(text: string | undefined, now: number, clock: ZoneClock): HistoryWindow {
  return monthWindow(text ?? "", now, clock) ?? daysWindow(text, now, clock);
}

function monthWindow(text: string, now: number, clock: ZoneClock): HistoryWindow | null {
  const today = dayText(clock.dayNumber(now)).slice(0, 7);
  const firstDay = parseDay(`${text}-01`);
  if (firstDay === null || firstDay < 0 || text > today) return null;
  const newer = monthAfter(text);
  const nextDay = parseDay(`${newer}-01`) ?? firstDay + 31;
  return {
    month: text,
    firstDay,
    days: nextDay - firstDay,
    from: clock.startOfDay(firstDay),
    until: clock.startOfDay(nextDay),
    older: firstDay > 0 ? dayText(firstDay - 1).slice(0, 7) : null,
    newer: newer > today ? null : newer,
  };
}

function monthAfter(month: string): string {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  return number === 12
    ? `${String(year + 1).padStart(4, "0")}-01`
    : `${month.slice(0, 5)}${String(number + 1).padStart(2, "0")}`;
}

/** The months that have something to show, newest first: no more of them than a list can hold. */
export function monthsSince(since: number | null, now: number, clock: ZoneClock): string[] {
  const last = dayText(clock.dayNumber(now)).slice(0, 7);
  const first = since === null ? last : dayText(Math.max(0, clock.dayNumber(since))).slice(0, 7);
  const months = [last];
  while (months.length < MOST_MONTHS && (months.at(-1) ?? first) > first) {
    const day = parseDay(`${months.at(-1)}-01`) ?? 0;
    months.push(dayText(day - 1).slice(0, 7));
  }
  return months;
}

function daysWindow(text: string | undefined, now: number, clock: ZoneClock): HistoryWindow {
  const latest = clock.dayNumber(now) - HISTORY_DAYS + 1;
  const asked = parseDay(text ?? "");
  const firstDay = Math.max(0, Math.min(latest, asked ?? latest));
  const next = firstDay + HISTORY_DAYS;
  return {
    month: null,
    firstDay,
    days: HISTORY_DAYS,
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

/** An instant as the address holds it; null for anything else. */
export function parseMomentUtc(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** As the address holds it: absolute, to the minute. */
export function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

/** As a person types it: `2026-11-19 14:05`, the reader's wall clock. */
export function wallText(at: number, clock: ZoneClock): string {
  return new Date(clock.wall(at)).toISOString().slice(0, 16).replace("T", " ");
}
