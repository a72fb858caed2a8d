import type { Lane } from "@/components/timeline/lanes";
import { type DayPresence, dayPresence } from "@/components/timeline/presence";
import { laneWithin, type Span } from "@/components/timeline/span";
import type { ZoneClock } from "@/lib/domain/zone-clock";

/** One day of the actogram in figures, in the reader's zone. */
export interface DayFacts {
  readonly presence: DayPresence | null;
  /** Wall clock since midnight. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** The first or last instant is midnight itself: the session goes on in the neighbouring day. */
  readonly isFirstCut: boolean;
  readonly isLastCut: boolean;
  readonly isWeekend: boolean;
  readonly isToday: boolean;
  readonly isFuture: boolean;
  /** Nothing of it was marked. */
  readonly isOutside: boolean;
}

/** What a span leaves of a day counts alone. */
export function dayFacts(
  lanes: readonly Lane[],
  clock: ZoneClock,
  now: number,
  span: Span | null = null,
): DayFacts[] {
  return lanes.map((whole) => {
    const lane = span ? laneWithin(whole, span) : whole;
    const isOutside = lane.from >= lane.until;
    const presence = isOutside ? null : dayPresence(lane);
    const day = lane.day ?? 0;
    return {
      presence,
      firstMs: presence ? clock.sinceMidnight(presence.firstAt, day) : 0,
      lastMs: presence ? clock.sinceMidnight(presence.lastAt - 1, day) + 1 : 0,
      isFirstCut: presence?.firstAt === lane.from,
      isLastCut: presence?.lastAt === lane.until,
      isWeekend: lane.isWeekend,
      isToday: now >= whole.from && now < whole.until,
      isFuture: whole.from > now,
      isOutside,
    };
  });
}
