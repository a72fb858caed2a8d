import type { Stretch } from "./coverage";
import type { CoverageMark } from "./coverage-facts";

/** A log that was followed until it was cleared has lost nothing worth saying. */
const LOST_MS = 60_000;
/** The same bound from which a session is marked as re-clocked. */
const STEP_MS = 60_000;

export function markStretches(marks: readonly CoverageMark[]): Stretch[] {
  return marks.flatMap((mark): Stretch[] => {
    const { log, at, who } = mark;
    const rest = { log, who, missing: null, seconds: null } as const;
    switch (mark.eventId) {
      case 1102:
        return isFollowed(mark)
          ? [{ ...rest, kind: "cleared", weight: "note", from: at, until: at }]
          : [{ ...rest, kind: "cleared", weight: "blind", from: mark.before?.at ?? null, until: at }];
      case 1101:
        return mark.before
          ? [{ ...rest, kind: "dropped", weight: "partial", from: Math.min(mark.before.at, at), until: at }]
          : [];
      case 4719:
        return [{ ...rest, kind: "policy_changed", weight: "note", from: at, until: at }];
      case 4616:
        return clockStretch(mark);
      default:
        return [];
    }
  });
}

/** Every record up to the clearing was read, or as good as every one. */
function isFollowed({ before, recordId, at }: CoverageMark): boolean {
  return before !== null && (before.recordId + 1 === recordId || at - before.at < LOST_MS);
}

function clockStretch({ log, at, previousAt, newAt }: CoverageMark): Stretch[] {
  if (previousAt === null || newAt === null || Math.abs(newAt - previousAt) < STEP_MS) return [];
  return [
    {
      kind: "clock",
      weight: "note",
      log,
      from: Math.min(previousAt, newAt, at),
      until: Math.max(previousAt, newAt, at),
      who: null,
      missing: null,
      seconds: (newAt - previousAt) / 1_000,
    },
  ];
}
