import { type AuditEvent, type LogName, RECORDS_MISSING } from "../audit-event";
import type { Ending } from "../ending";
import { refOf } from "./endings";
import { countWhere } from "./last-where";
import type { Trace } from "./trace";

/** Records of a log that are not there: an end may have stood among them. */
export interface RecordGap {
  readonly event: AuditEvent;
  readonly index: number;
  /** The last record before it. */
  readonly from: number;
}

/** 1101, 1102 and 1104 of Security, and what a reader counted. */
const WORDS = new Map<number, string>([
  [1101, "1101: audit events were dropped"],
  [1102, "1102: the audit log was cleared"],
  [1104, "1104: the audit log was full"],
]);
/** At the head of a boot 1101 tells of the stop before it. */
const HEAD_MS = 5 * 60_000;
/** Past gaps that a wrong clock dates before the last sign. */
const LOOK_AHEAD = 64;

/** Where the logs of one boot, each in record order, have gaps. */
export class RecordGaps {
  readonly #byLog: ReadonlyMap<LogName, readonly RecordGap[]>;

  constructor(logs: ReadonlyMap<LogName, readonly AuditEvent[]>) {
    this.#byLog = new Map([...logs].map(([log, events]) => [log, gapsOf(events)]));
  }

  /** The gap in which a session that nothing ended, last seen at an instant, may have ended. */
  after(trace: Trace, signAt: number): RecordGap | null {
    const lastOwn = trace.evidence.at(-1) ?? trace.logons.at(-1);
    const log = lastOwn ? "Security" : trace.run?.events[0]?.log;
    const gaps = log ? (this.#byLog.get(log) ?? []) : [];
    const start = countWhere(gaps, ({ event, index }) =>
      lastOwn ? index <= lastOwn.index : event.at < signAt,
    );
    return gaps.slice(start, start + LOOK_AHEAD).find(({ event }) => event.at >= signAt) ?? null;
  }
}

function gapsOf(events: readonly AuditEvent[]): RecordGap[] {
  const startAt = events[0]?.at ?? 0;
  return events.flatMap((event, index) => {
    const isTold = event.log === "Security" && WORDS.has(event.eventId);
    const isHead = event.eventId === 1101 && event.at - startAt <= HEAD_MS;
    if (event.eventId !== RECORDS_MISSING && (!isTold || isHead)) return [];
    return [{ event, index, from: Math.min(event.at, events[index - 1]?.at ?? event.at) }];
  });
}

/** What was inferred from the records holds less where some of them are missing. */
export function weakenedBy(gap: RecordGap | null, ending: Ending): Ending {
  if (!gap || (ending.notAfter !== null && gap.from >= ending.notAfter)) return ending;
  const { event, from } = gap;
  const what = WORDS.get(event.eventId) ?? `${event.reason ?? "some"} records of the log are missing`;
  const because = `${ending.because}; ${what} since it was last seen`;
  const records = [...ending.records, refOf(event)];
  if (ending.kind === "open") return { ...ending, because, records };
  const notBefore = Math.min(ending.notBefore, from);
  switch (ending.kind) {
    case "shut_down":
    case "suspended":
    case "crashed":
    case "lost":
      return { ...ending, confidence: "low", notBefore, because, records };
    default:
      return ending;
  }
}
