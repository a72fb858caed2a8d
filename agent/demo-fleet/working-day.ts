import type { FleetAssociate } from "./associate";
import { chance } from "./chance";
import { addDays, dayNumber, instantAt, isHoliday, type Site, siteNamed, weekday } from "./site";

export interface WorkingDay {
  readonly from: number;
  readonly until: number;
}

const SHIFT_STARTS = [6 * 60, 14 * 60, 22 * 60] as const;
const SHIFT_MINUTES = 8 * 60;
/** Nobody's session waits longer for its owner. */
const LONGEST_WAIT_DAYS = 4;

/** When somebody works on a day of their site, or null. A night's work belongs to the day it begins on. */
export function workingDay(seed: number, associate: FleetAssociate, isoDay: string): WorkingDay | null {
  if (!worksOn(seed, associate, isoDay)) return null;
  const random = chance(seed, "hours", associate.name, isoDay);
  const site = siteNamed(associate.site);
  const { startsAt, minutes } = hoursOf(associate, isoDay);
  const isShift = associate.pattern.kind === "shift";
  const from = startsAt + (isShift ? random.between(-12, 6) : random.between(-25, 35));
  const length = minutes + (isShift ? random.between(-5, 15) : random.between(-40, 45));
  return between(site, isoDay, from + random.next(), from + length + random.next());
}

export function worksOn(seed: number, associate: FleetAssociate, isoDay: string): boolean {
  const { pattern } = associate;
  const day = weekday(isoDay);
  switch (pattern.kind) {
    case "service":
      return false;
    case "shift":
      if ((dayNumber(isoDay) + pattern.rotation) % 7 >= 5) return false;
      break;
    case "part_time":
    case "office": {
      const usual = pattern.kind === "office" ? day < 5 : pattern.weekdays.includes(day);
      const isFree = !usual || isHoliday(siteNamed(associate.site), isoDay);
      if (isFree && chance(seed, "free day", associate.name, isoDay).next() >= 0.05) return false;
    }
  }
  const week = Math.floor((dayNumber(isoDay) + 3) / 7);
  const isOnHoliday = chance(seed, "holiday", associate.name, week).next() < 0.06;
  const isSick = chance(seed, "sick", associate.name, isoDay).next() < 0.03;
  return !isOnHoliday && !isSick;
}

/** Whether the session at the own place is left behind when this day's work is over. */
export function staysBehind(seed: number, associate: FleetAssociate, isoDay: string): boolean {
  if (!worksOn(seed, associate, isoDay) || nextWorkingDay(seed, associate, isoDay, 1) === null) return false;
  return chance(seed, "leaves", associate.name, isoDay).next() < (associate.isForgetful ? 0.85 : 0.07);
}

/** Whether a session waits from the working day before. */
export function isWaitedFor(seed: number, associate: FleetAssociate, isoDay: string): boolean {
  const before = nextWorkingDay(seed, associate, isoDay, -1);
  return before !== null && staysBehind(seed, associate, before);
}

function nextWorkingDay(
  seed: number,
  associate: FleetAssociate,
  isoDay: string,
  step: 1 | -1,
): string | null {
  for (let days = 1; days <= LONGEST_WAIT_DAYS; days++) {
    const day = addDays(isoDay, days * step);
    if (worksOn(seed, associate, day)) return day;
  }
  return null;
}

function hoursOf({ pattern }: FleetAssociate, isoDay: string): { startsAt: number; minutes: number } {
  switch (pattern.kind) {
    case "service":
      return { startsAt: 0, minutes: 0 };
    case "shift": {
      const turn = Math.floor((dayNumber(isoDay) + pattern.rotation) / 7) + pattern.rotation;
      return { startsAt: SHIFT_STARTS[turn % 3] ?? SHIFT_STARTS[0], minutes: SHIFT_MINUTES };
    }
    default:
      return pattern;
  }
}

function between(site: Site, isoDay: string, from: number, until: number): WorkingDay {
  return { from: instantAt(site, isoDay, from), until: instantAt(site, isoDay, until) };
}
