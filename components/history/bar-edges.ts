import { DAY, HOUR, MINUTE, type ZoneClock } from "@/lib/domain/zone-clock";
import { dayName, hourMinute, isoDay } from "@/lib/format/clock";

const STEPS = [15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY, 28 * DAY, 364 * DAY] as const;
const MOST_BARS = 96;
/** Weeks begin on Monday; the first one there is began three days before the epoch. */
const FIRST_MONDAY = -3 * DAY;

/** Edges on the wall clock of the reader's zone, so close together that the bars still fit on a screen. */
export function barEdges(from: number, until: number, clock: ZoneClock): number[] {
  const [start, end] = [clock.wall(from), clock.wall(until)];
  const step = STEPS.find((one) => (end - start) / one <= MOST_BARS) ?? 364 * DAY;
  const anchor = step > DAY ? FIRST_MONDAY : 0;
  const edges: number[] = [];
  for (let wall = anchor + Math.floor((start - anchor) / step) * step; ; wall += step) {
    // A clock that is set makes a bar longer or leaves it out: none is negative.
    const at = clock.instant(wall);
    if (at > (edges.at(-1) ?? Number.NEGATIVE_INFINITY)) edges.push(at);
    if (wall >= end) return edges;
  }
}

/** `Tue 10 Mar 2026`, `Tue 10 Mar 2026 14:00–15:00`, `Mon 9 – Sun 15 Mar 2026`: the stretch of one bar, or of several. */
export function stretchName(from: number, until: number, timeZone: string): string {
  const last = until - 1;
  const day = `${dayName(last, timeZone)} ${isoDay(last, timeZone).slice(0, 4)}`;
  const isWhole = hourMinute(from, timeZone) === "00:00" && hourMinute(until, timeZone) === "00:00";
  if (isoDay(from, timeZone) === isoDay(last, timeZone)) {
    return isWhole ? day : `${day} ${hourMinute(from, timeZone)}–${hourMinute(until, timeZone)}`;
  }
  if (isWhole) return `${dayName(from, timeZone)} – ${day}`;
  return `${dayName(from, timeZone)} ${hourMinute(from, timeZone)} – ${day} ${hourMinute(until, timeZone)}`;
}

/** `Tue 10 Mar 2026`, with its time where that is not midnight: the midnight that ends a day is named by that day. */
export function edgeName(at: number, timeZone: string, isEnd = false): string {
  const clock = hourMinute(at, timeZone);
  const named = isEnd && clock === "00:00" ? at - 1 : at;
  const day = `${dayName(named, timeZone)} ${isoDay(named, timeZone).slice(0, 4)}`;
  return clock === "00:00" ? day : `${day} ${clock}`;
}

/** `a day`, `6 hours`: what most of the bars stand for. */
export function barWidth(from: number, until: number): string {
  const length = until - from;
  if (length < 50 * MINUTE) return `${Math.round(length / MINUTE)} minutes`;
  if (length < 22 * HOUR) return length < 90 * MINUTE ? "an hour" : `${Math.round(length / HOUR)} hours`;
  const days = Math.round(length / DAY);
  return days === 1 ? "a day" : days === 7 ? "a week" : `${days / 7} weeks`;
}
