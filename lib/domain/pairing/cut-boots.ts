import { type AuditEvent, LOGIND, type LogName, WTMP } from "../audit-event";
import { type BootDraft, type BootStart, startBefore } from "./boot-draft";
import { type BootMark, findBootMarks, startsByMark, WRITTEN_LATE } from "./boot-marks";
import { joinByTime, joinKnownBoots, joinMarks } from "./join-drafts";
import { eventsByLog, inRecordOrder } from "./record-order";
import { securityStarts } from "./security-starts";

/** One run of a host between two starts. */
export interface BootRun {
  /** The host's own boot id, or the ordinal as text. */
  readonly key: string;
  /** 0 before the first start that was recorded. */
  readonly ordinal: number;
  readonly events: readonly AuditEvent[];
}

/** Which log decides where there are several. */
const LEADING: readonly LogName[] = ["Security", "logind", "samba", "wtmp", "System"];

/** Any order in. One log decides, in record order; what the others hold joins it by boot id, boot mark or time. */
export function cutBoots(events: readonly AuditEvent[]): BootRun[] {
  const logs = eventsByLog(inRecordOrder(events));
  const leading = LEADING.find((log) => logs.has(log)) ?? null;
  const others = [...logs].filter(([log]) => log !== leading).flatMap(([, list]) => list);
  const marks = findBootMarks(logs);

  const drafts = leading ? cutLeading(logs.get(leading) ?? [], marks) : [];
  joinKnownBoots(drafts, others);
  const joined = joinMarks(drafts, leading ? marks.filter((mark) => mark.log !== leading) : marks);
  joinByTime(drafts, others, joined);

  const filled = drafts.filter((draft) => draft.events.length > 0);
  const first = filled[0]?.isMarked ? 1 : 0;
  return filled.map((draft, i) => ({
    key: draft.boot ?? String(i + first),
    ordinal: i + first,
    events: inRecordOrder(draft.events),
  }));
}

function cutLeading(events: readonly AuditEvent[], marks: readonly BootMark[]): BootDraft[] {
  const starts = startsOf(events, marks);
  const drafts: BootDraft[] = [];
  const byBoot = new Map<string, BootDraft>();
  let current: BootDraft | null = null;
  let before: BootDraft | null = null;
  for (const [i, event] of events.entries()) {
    const start = starts.get(i);
    const isOther = event.boot !== null && current?.boot != null && event.boot !== current.boot;
    const isSame = event.boot !== null && event.boot === current?.boot;
    if (!current || isOther || (start && !isSame)) {
      before = current;
      const known: BootDraft | undefined = event.boot === null ? undefined : byBoot.get(event.boot);
      current = known ?? { boot: null, isMarked: false, startAt: event.at, events: [] };
      if (!known) drafts.push(current);
    }
    if (event.boot !== null && current.boot === null) {
      const known = byBoot.get(event.boot);
      if (known) current = known;
      else {
        current.boot = event.boot;
        byBoot.set(event.boot, current);
      }
    }
    if (start) {
      current.isMarked ||= start.isRecorded;
      startBefore(current, start.at);
    }
    const isLate =
      before && WRITTEN_LATE.has(event.eventId) && event.log === "System" && event.at < current.startAt;
    (isLate && before ? before : current).events.push(event);
  }
  return drafts;
}

function startsOf(events: readonly AuditEvent[], marks: readonly BootMark[]): ReadonlyMap<number, BootStart> {
  const log = events[0]?.log;
  if (log === "Security") return securityStarts(events);
  if (log === "System") return startsByMark(log, marks);
  const id = log === "wtmp" ? WTMP.BOOT_TIME : LOGIND.BOOT;
  return new Map(
    events.flatMap((event, i) => (event.eventId === id ? [[i, { at: event.at, isRecorded: true }]] : [])),
  );
}
