import { LOG_BY_NUMBER } from "@/lib/domain/audit-event";
import type { CoverageMark, HostLog, LogDay, RecordJump } from "@/lib/domain/coverage-facts";

export interface LogRow {
  readonly hostId: number;
  readonly log: number | null;
  readonly events: string | number;
  readonly firstRecord: string | number;
  readonly lastRecord: string | number;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface DayRow extends LogRow {
  readonly dayText: string;
  readonly logons: number;
  readonly logoffs: number;
  readonly turns: number;
  readonly notices: number;
  readonly managed: number;
  readonly jumps: unknown;
}

export const EMPTY_DAY: Omit<DayRow, "hostId" | "dayText"> = {
  log: null,
  events: 0,
  firstRecord: "0",
  lastRecord: "0",
  firstAt: 0,
  lastAt: 0,
  logons: 0,
  logoffs: 0,
  turns: 0,
  notices: 0,
  managed: 0,
  jumps: [],
};

export interface MarkRow {
  readonly hostId: number;
  readonly log: number;
  readonly recordId: string;
  readonly eventId: number;
  readonly at: Date;
  readonly fields: unknown;
  readonly beforeRecord: string | null;
  readonly beforeAt: Date | null;
}

/** What is due is newer than what was summed up: the wider of both. */
export function merged(logs: readonly LogRow[], due: readonly DayRow[]): HostLog[] {
  const found = new Map<number, HostLog>();
  for (const row of [...logs, ...due]) {
    const own = toHostLog(row);
    if (!own || row.log === null) continue;
    const before = found.get(row.log);
    found.set(
      row.log,
      before
        ? {
            log: own.log,
            events: Math.max(before.events, own.events),
            firstRecord: Math.min(before.firstRecord, own.firstRecord),
            lastRecord: Math.max(before.lastRecord, own.lastRecord),
            firstAt: Math.min(before.firstAt, own.firstAt),
            lastAt: Math.max(before.lastAt, own.lastAt),
          }
        : own,
    );
  }
  return [...found].sort(([a], [b]) => a - b).map(([, log]) => log);
}

function toHostLog(row: LogRow): HostLog | null {
  const log = row.log === null ? undefined : LOG_BY_NUMBER.get(row.log);
  if (!log) return null;
  return {
    log,
    events: Number(row.events),
    firstRecord: Number(row.firstRecord),
    lastRecord: Number(row.lastRecord),
    firstAt: row.firstAt,
    lastAt: row.lastAt,
  };
}

export function toLogDay(row: DayRow): LogDay[] {
  const log = toHostLog(row);
  const { logons, logoffs, turns, notices, managed } = row;
  return log ? [{ ...log, logons, logoffs, turns, notices, managed, jumps: toJumps(row.jumps) }] : [];
}

function toJumps(json: unknown): RecordJump[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((item: unknown) => {
    const { fromRecord, untilRecord, from, until } = (item ?? {}) as Record<string, unknown>;
    const numbers = [fromRecord, untilRecord, from, until].map(Number);
    if (!numbers.every(Number.isFinite)) return [];
    const [a = 0, b = 0, c = 0, d = 0] = numbers;
    return [{ fromRecord: a, untilRecord: b, from: c, until: d }];
  });
}

export function toMark(row: MarkRow): CoverageMark[] {
  const log = LOG_BY_NUMBER.get(row.log);
  if (!log) return [];
  const fields = (typeof row.fields === "object" && row.fields !== null ? row.fields : {}) as Record<
    string,
    unknown
  >;
  const domain = typeof fields.domainName === "string" ? fields.domainName : "";
  const name = typeof fields.userName === "string" ? fields.userName : "";
  return [
    {
      log,
      recordId: Number(row.recordId),
      eventId: row.eventId,
      at: row.at.getTime(),
      who: name === "" ? null : domain === "" ? name : `${domain}\\${name}`,
      previousAt: typeof fields.previousAt === "number" ? fields.previousAt : null,
      newAt: typeof fields.newAt === "number" ? fields.newAt : null,
      before:
        row.beforeRecord === null || row.beforeAt === null
          ? null
          : { recordId: Number(row.beforeRecord), at: row.beforeAt.getTime() },
    },
  ];
}
