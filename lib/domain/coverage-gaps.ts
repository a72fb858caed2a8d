import type { Stretch } from "./coverage";
import type { HostLog, LogDay, RecordJump, ToldGap } from "./coverage-facts";

/** Of so many records that ought to have been kept, none is: chance does not do that. */
const TELLING = 20;
const LEAST_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What is told counts, however short; and what the numbers leap over there is the same gap once more. */
export function allGapStretches(
  gaps: readonly ToldGap[],
  logs: readonly HostLog[],
  days: readonly LogDay[],
): Stretch[] {
  const told = gaps.map(
    (gap): Stretch => ({ ...gap, kind: "gap", weight: "blind", who: null, seconds: null }),
  );
  const leaps = gapStretches(logs, days).filter(
    (leap) => !gaps.some((gap) => gap.log === leap.log && overlaps(gap, leap)),
  );
  return [...told, ...leaps];
}

function overlaps(gap: ToldGap, leap: Stretch): boolean {
  return gap.from < (leap.until ?? gap.until) && (leap.from ?? gap.from) < gap.until;
}

/**
 * Only records of interest are kept, so numbers leap all the time. A leap is a gap where, by the share that this log
 * keeps otherwise, records were to be expected inside it.
 */
function gapStretches(logs: readonly HostLog[], days: readonly LogDay[]): Stretch[] {
  return logs.flatMap((whole) => {
    const own = days.filter((day) => day.log === whole.log).sort((a, b) => a.firstAt - b.firstAt);
    const share = keptShare(whole);
    return [...own.flatMap((day) => day.jumps), ...jumpsBetween(own)]
      .filter((jump) => isGap(jump, share))
      .map(
        (jump): Stretch => ({
          kind: "gap",
          weight: "blind",
          log: whole.log,
          from: jump.from,
          until: jump.until,
          who: null,
          missing: jump.untilRecord > jump.fromRecord ? jump.untilRecord - jump.fromRecord - 1 : null,
          seconds: null,
        }),
      );
  });
}

function isGap(jump: RecordJump, share: number): boolean {
  const lasts = jump.until - jump.from;
  // Numbers that begin anew tell that records are missing, never how many.
  if (jump.untilRecord <= jump.fromRecord) return lasts >= DAY_MS;
  return lasts >= LEAST_MS && (jump.untilRecord - jump.fromRecord - 1) * share >= TELLING;
}

function keptShare({ events, firstRecord, lastRecord }: HostLog): number {
  return Math.min(1, events / Math.max(1, lastRecord - firstRecord + 1));
}

function jumpsBetween(days: readonly LogDay[]): RecordJump[] {
  return days.slice(1).flatMap((day, i) => {
    const before = days[i];
    if (!before || day.firstAt <= before.lastAt) return [];
    const jump = { from: before.lastAt, until: day.firstAt };
    // Two days whose numbers interleave came in another order than they were written: no leap between them.
    if (day.firstRecord <= before.lastRecord && day.lastRecord >= before.firstRecord) return [];
    return [{ ...jump, fromRecord: before.lastRecord, untilRecord: day.firstRecord }];
  });
}
