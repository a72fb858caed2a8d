import type { ReportedPolicy } from "./audit-baseline";
import type { LogName } from "./audit-event";

/** All that is kept of one log of one host. Instants are epoch milliseconds. */
export interface HostLog {
  readonly log: LogName;
  readonly events: number;
  readonly firstRecord: number;
  readonly lastRecord: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The same of one day. */
export interface LogDay extends HostLog {
  /** 4624 of people. */
  readonly logons: number;
  /** 4634 and 4647. */
  readonly logoffs: number;
  /** 4778, 4779 and 4800 to 4803: reconnected, disconnected, locked, unlocked. */
  readonly turns: number;
  /** 7001 of the System log: logons, which it notes whatever the policy. */
  readonly notices: number;
  /** 24 and 25 of the session manager: disconnected, reconnected. */
  readonly managed: number;
  readonly jumps: readonly RecordJump[];
}

/** Two neighbours among the records that are kept, with others between them that are not. */
export interface RecordJump {
  readonly fromRecord: number;
  readonly untilRecord: number;
  readonly from: number;
  readonly until: number;
}

/** A record that says something about the log itself: 1101, 1102, 4616, 4719. */
export interface CoverageMark {
  readonly log: LogName;
  readonly recordId: number;
  readonly eventId: number;
  readonly at: number;
  readonly who: string | null;
  /** 4616: the clock before and after. */
  readonly previousAt: number | null;
  readonly newAt: number | null;
  /** The record that is kept before it, in the same log. */
  readonly before: { readonly recordId: number; readonly at: number } | null;
}

/** Records that are missing, as whoever read the log said itself. */
export interface ToldGap {
  readonly log: LogName;
  /** Of the last record before it. */
  readonly from: number;
  /** Of the first record after it; where there is none, as `from`. */
  readonly until: number;
  /** How many, where that is known. */
  readonly missing: number | null;
}

export interface CoverageFacts {
  readonly platform: string;
  readonly policy: ReportedPolicy | null;
  readonly isEnrolled: boolean;
  readonly reportedAt: number | null;
  readonly clockSkewMs: number;
  readonly logs: readonly HostLog[];
  readonly days: readonly LogDay[];
  readonly marks: readonly CoverageMark[];
  readonly gaps: readonly ToldGap[];
}
