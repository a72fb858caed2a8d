export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** No zone shifts its clock off this grid. */
const GRID = 15 * MINUTE;

/** The wall clock of one zone as integers: civil days are numbers, so that every step is plain arithmetic. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(readonly timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  offset(at: number): number {
    const slot = Math.floor(at / GRID);
    let found = this.#offsets.get(slot);
    if (found === undefined) {
      found = this.#measure(slot * GRID);
      this.#offsets.set(slot, found);
    }
    return found;
  }

  /** The wall clock written as if it were UTC. */
  wall(at: number): number {
    return at + this.offset(at);
  }

  dayNumber(at: number): number {
    return Math.floor(this.wall(at) / DAY);
  }

  /** The first instant of a civil day, also where that day has no midnight. */
  startOfDay(day: number): number {
    const wall = day * DAY;
    const candidates = [this.offset(wall - DAY), this.offset(wall + DAY)].map((offset) => wall - offset);
    const inside = candidates.filter((at) => this.dayNumber(at) === day);
    return Math.min(...(inside.length > 0 ? inside : candidates));
  }

  /** Milliseconds of wall clock since that day's midnight. */
  sinceMidnight(at: number, day: number): number {
    return this.wall(at) - day * DAY;
  }

  /** The instant of a wall clock reading; a reading that the clock skips is moved on. */
  instant(wall: number): number {
    const candidates = [this.offset(wall - DAY), this.offset(wall + DAY)].map((offset) => wall - offset);
    return candidates.find((at) => this.wall(at) === wall) ?? Math.max(...candidates);
  }

  /** When the clock was set inside [from, until), or null. */
  shiftAt(from: number, until: number): number | null {
    const first = this.offset(from);
    for (let at = Math.ceil(from / GRID) * GRID; at < until; at += GRID) {
      if (this.offset(at) !== first) return at;
    }
    return null;
  }

  #measure(at: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(at)) part[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  }
}

const clocks = new Map<string, ZoneClock>();

export function zoneClock(timeZone: string): ZoneClock {
  let found = clocks.get(timeZone);
  if (!found) {
    found = new ZoneClock(timeZone);
    clocks.set(timeZone, found);
  }
  return found;
}

/** Monday is 0. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** `2026-11-19` to the number of its civil day; null for what is no date. */
export function parseDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? null : at / DAY;
}

export function dayText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
