import type { Lane } from "@/components/timeline/lanes";
import { covered } from "@/components/timeline/presence";
import { DAY, HOUR, MINUTE, weekdayOf, type ZoneClock } from "@/lib/domain/zone-clock";

/** Of each hour of the week, from Monday 0:00 on. */
export interface HourMeans {
  /** Mean active minutes; 0 where no such hour was seen. */
  readonly minutes: readonly number[];
  /** How many such hours were seen. */
  readonly seen: readonly number[];
}

export function hourMeans(lanes: readonly Lane[], clock: ZoneClock, now: number): HourMeans {
  const ms = new Array<number>(7 * 24).fill(0);
  const seen = new Array<number>(7 * 24).fill(0);
  for (const lane of lanes) {
    if (lane.day === null) continue;
    const isPlain = lane.until - lane.from === DAY;
    const active = lane.pieces.filter(({ piece }) => !piece.doubt && piece.state === "active");
    for (let hour = 0; hour < 24; hour++) {
      // Where the clock is not set that day, every hour is as long as the next.
      const from = isPlain ? lane.from + hour * HOUR : clock.instant(lane.day * DAY + hour * HOUR);
      const until = from + HOUR;
      if (from > now || lane.gaps.some((gap) => gap.from < until && gap.until > from)) continue;
      const cell = weekdayOf(lane.day) * 24 + hour;
      seen[cell] = (seen[cell] ?? 0) + 1;
      const inside = active.filter((part) => part.from < until && part.until > from);
      if (inside.length === 0) continue;
      ms[cell] =
        (ms[cell] ?? 0) +
        covered(
          inside.map((part) => ({ from: Math.max(from, part.from), until: Math.min(until, part.until) })),
        );
    }
  }
  const minutes = ms.map((sum, cell) => Math.round((sum / (seen[cell] || 1) / MINUTE) * 100) / 100);
  return { minutes, seen };
}
