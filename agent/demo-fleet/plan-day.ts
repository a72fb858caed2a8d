import type { Random } from "../simulated/random";
import type { FleetAssociate, Place } from "./associate";
import { chance } from "./chance";
import { instantAt, siteNamed } from "./site";
import { isWaitedFor, staysBehind, type WorkingDay, workingDay } from "./working-day";

export type StepKind =
  | "log_on"
  | "lock"
  | "unlock"
  | "idle"
  | "wake"
  | "disconnect"
  | "reconnect"
  | "log_off";

export interface Step {
  readonly at: number;
  readonly host: string;
  readonly kind: StepKind;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What one person does on one day of their site, in order of time. Nothing but the arguments decides. */
export function planDay(seed: number, associate: FleetAssociate, isoDay: string): Step[] {
  const day = workingDay(seed, associate, isoDay);
  if (!day) return [];
  const random = chance(seed, "day", associate.name, isoDay);
  const { home, second } = associate;
  const noon = instantAt(siteNamed(associate.site), isoDay, 12 * 60);
  const lunch = lunchOf(random, day, noon);
  const { away, back } = home.kind === "remote" ? REMOTE : CONSOLE;

  const steps = new StepList(home);
  steps.add(day.from, isWaitedFor(seed, associate, isoDay) ? back : "log_on");
  work(steps, random, day, lunch);
  steps.add(day.until, staysBehind(seed, associate, isoDay) ? away : "log_off");
  if (!second) return steps.list;
  return [...steps.list, ...visitsTo(random, second, day)].sort((a, b) => a.at - b.at);
}

const CONSOLE = { away: "lock", back: "unlock" } as const;
const REMOTE = { away: "disconnect", back: "reconnect" } as const;

class StepList {
  readonly list: Step[] = [];
  readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  add(at: number, kind: StepKind): void {
    this.list.push({ at: Math.round(at), host: this.place.host, kind });
  }
}

/** Around noon of whoever works by day; in the middle of a shift otherwise; none in a short day. */
function lunchOf(random: Random, { from, until }: WorkingDay, noon: number): WorkingDay | null {
  if (until - from < 6 * HOUR) return null;
  const isByDay = from < noon - 2 * HOUR && until > noon + 3 * HOUR;
  const middle = isByDay ? noon : (from + until) / 2 - 30 * MINUTE;
  const start = middle + random.between(-35, 45) * MINUTE + random.between(0, 59_999);
  return { from: start, until: start + random.between(24, 50) * MINUTE + random.between(0, 59_999) };
}

/** Runs of work, with pauses between them that leave the session idle, locked or disconnected. */
function work(steps: StepList, random: Random, day: WorkingDay, lunch: WorkingDay | null): void {
  const shortest = 5 * MINUTE;
  let at = day.from;
  let isLunchDue = lunch !== null;
  for (;;) {
    const run = (14 + random.next() ** 2 * 120) * MINUTE;
    const isLunch = isLunchDue && lunch !== null && at + run + 20 * MINUTE > lunch.from;
    const from = isLunch ? Math.max(at + shortest, lunch.from) : at + run;
    const until = isLunch ? Math.max(from + shortest, lunch.until) : from + (3 + random.next() * 20) * MINUTE;
    if (isLunch) isLunchDue = false;
    if (until + shortest > day.until) return;
    const { begins, ends } = pauseOf(steps.place, random, isLunch);
    steps.add(from, begins);
    steps.add(until, ends);
    at = until;
  }
}

function pauseOf(place: Place, random: Random, isLunch: boolean): { begins: StepKind; ends: StepKind } {
  const luck = random.next();
  if (place.kind === "remote" && luck < (isLunch ? 0.25 : 0.12))
    return { begins: "disconnect", ends: "reconnect" };
  if (luck < (isLunch ? 0.92 : 0.5)) return { begins: "lock", ends: "unlock" };
  return { begins: "idle", ends: "wake" };
}

/** A second machine now and then, beside the first: a build looked after, a report drawn. */
function visitsTo(random: Random, place: Place, day: WorkingDay): Step[] {
  const steps = new StepList(place);
  let at = day.from + (0.2 + random.next() * 2) * HOUR;
  for (;;) {
    const isLong = random.next() < 0.3;
    const until = at + (isLong ? 45 + random.next() * 120 : 6 + random.next() * 30) * MINUTE;
    if (until > day.until - 3 * MINUTE) return steps.list;
    steps.add(at, "log_on");
    if (isLong) {
      steps.add(at + 20 * MINUTE, "idle");
      steps.add(at + (24 + random.next() * 16) * MINUTE, "wake");
    }
    steps.add(until, "log_off");
    at = until + (50 + random.next() * 200) * MINUTE;
  }
}
