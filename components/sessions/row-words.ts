import { idleMs, isRowStale, type LiveRow } from "@/lib/domain/live-row";
import type { SessionKind } from "@/lib/domain/live-session";
import { clockTime, dayAndMinute, isoDay, isoInstant } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";

export const KIND_WORDS: Record<SessionKind, string> = {
  console: "Console",
  remote: "RDP",
  ssh: "SSH",
  graphical: "Desktop",
  network: "Network",
  other: "Other",
};

/** What a row says, as text: one source for the cells and for the accessible names. */
export interface RowWords {
  readonly who: string;
  readonly host: string;
  readonly loggedOn: string;
  readonly loggedOnFor: string;
  readonly idle: string;
  readonly client: string;
  readonly address: string;
  /** `4 s`, or `as of 10:42:07` once that is long ago or the line is down. */
  readonly reported: string;
  readonly isStale: boolean;
}

export function rowWords(row: LiveRow, now: number, timeZone: string, isLive: boolean): RowWords {
  const idle = idleMs(row, now);
  const isStale = isRowStale(row, now) || !isLive;
  const isLocal = row.clientName === "" && row.clientAddress === "";
  return {
    who: visibleText(row.associateName),
    host: visibleText(row.hostName),
    loggedOn: logonWords(row.loggedOnAt, now, timeZone),
    loggedOnFor: duration(now - row.loggedOnAt),
    idle: idle === null ? "–" : duration(idle),
    client: isLocal ? "local" : visibleText(row.clientName),
    address: visibleText(row.clientAddress),
    reported: reportedWords(row.reportedAt, now, timeZone, isStale),
    isStale,
  };
}

/** Seconds tell logons of one morning apart; of another day the day says more. */
function logonWords(at: number, now: number, timeZone: string): string {
  if (isoDay(at, timeZone) === isoDay(now, timeZone)) return clockTime(at, timeZone);
  return dayAndMinute(at, timeZone);
}

/** `RDP-Tcp#7`, `pts/0`; empty where it says no more than the kind does. */
export function lineWord({ line, kind }: LiveRow): string {
  return line.toLowerCase() === KIND_WORDS[kind].toLowerCase() ? "" : visibleText(line);
}

function reportedWords(reportedAt: number | null, now: number, timeZone: string, isStale: boolean): string {
  if (reportedAt === null) return "never";
  return isStale ? `as of ${clockTime(reportedAt, timeZone)}` : duration(now - reportedAt);
}

/** A row for a ticket or a mail: who, where, how and since when, in UTC. */
export function rowLine(row: LiveRow): string {
  const facts = [row.accountName, row.hostName, row.state, KIND_WORDS[row.kind], isoInstant(row.loggedOnAt)];
  return facts.map(visibleText).join("\t");
}
