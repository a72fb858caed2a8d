import { DAY, HOUR, MINUTE } from "@/lib/domain/zone-clock";
import { hourMinute } from "@/lib/format/clock";
import type { Scene } from "./scene";

export interface Tick {
  /** On the lane's axis. */
  readonly at: number;
  readonly label: string;
  readonly isMajor: boolean;
}

const STEPS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
];

/** As many as can be read: on the wall clock, whatever the zone. */
export function axisTicks(scene: Pick<Scene, "mode" | "view" | "width" | "clock">): Tick[] {
  const [from, until] = scene.view;
  const perMs = scene.width / (until - from);
  const step = STEPS.find((length) => length * perMs >= (length < HOUR ? 46 : 40)) ?? 7 * DAY;
  if (scene.mode === "day") {
    const ticks: Tick[] = [];
    for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
      ticks.push({ at, isMajor: at % (6 * HOUR) === 0, label: dayLabel(at, step) });
    }
    return ticks;
  }
  const { clock } = scene;
  const ticks: Tick[] = [];
  for (let wall = Math.ceil(clock.wall(from) / step) * step; ticks.length < 500; wall += step) {
    const at = clock.instant(wall);
    if (at > until) break;
    const isMidnight = wall % DAY === 0;
    ticks.push({ at, isMajor: isMidnight, label: isMidnight ? "" : hourMinute(at, clock.timeZone) });
  }
  return ticks;
}

function dayLabel(at: number, step: number): string {
  const hours = String(Math.floor(at / HOUR)).padStart(2, "0");
  return step < HOUR ? `${hours}:${String(Math.round((at % HOUR) / MINUTE)).padStart(2, "0")}` : hours;
}
