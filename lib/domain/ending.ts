import type { LogName } from "./audit-event";

/** A record that proves a statement. */
export interface RecordRef {
  readonly log: LogName;
  readonly recordId: number;
  readonly eventId: number;
  readonly at: number;
}

export type Confidence = "exact" | "high" | "interval" | "low" | "open";

/** How a session ended. Instants are epoch milliseconds; `at` is null where nobody can say. */
export type Ending =
  | EndingOf<"logged_off", "exact">
  | EndingOf<"destroyed", "exact">
  | EndingOf<"notified", "exact">
  | EndingOf<"shut_down", "high" | "low">
  | EndingOf<"suspended", "high" | "low">
  | InferredEnding<"crashed", "interval" | "low">
  | InferredEnding<"lost", "interval" | "low">
  | {
      readonly kind: "open";
      /** The last event known: open as of then, never "still logged on". */
      readonly asOf: number;
      readonly at: null;
      readonly notBefore: number;
      readonly notAfter: null;
      readonly confidence: "open";
      readonly because: string;
      readonly records: readonly RecordRef[];
    };

interface EndingOf<Kind extends string, C extends Confidence> {
  readonly kind: Kind;
  readonly at: number;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly confidence: C;
  readonly because: string;
  readonly records: readonly RecordRef[];
}

interface InferredEnding<Kind extends string, C extends Confidence> {
  readonly kind: Kind;
  readonly at: number | null;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly confidence: C;
  readonly because: string;
  readonly records: readonly RecordRef[];
}

export type EndingKind = Ending["kind"];

export type SegmentKind = "active" | "idle" | "locked" | "disconnected";

/** A stretch of a session in one state, half-open. `until` is null while it lasts. */
export interface Segment {
  readonly kind: SegmentKind;
  readonly from: number;
  readonly until: number | null;
}

/** A paired session of a person. */
export interface PairedSession {
  /** Boot id, or the ordinal of the boot as text. */
  readonly boot: string;
  readonly logonId: string;
  readonly linkedLogonId: string | null;
  readonly sessionId: string | null;
  readonly sid: string | null;
  readonly userName: string | null;
  readonly domainName: string | null;
  readonly logonType: number | null;
  readonly address: string | null;
  readonly startedAt: number | null;
  /** Set where the start was not seen. */
  readonly startedBefore: number | null;
  readonly startRecord: RecordRef | null;
  readonly ending: Ending;
  /** Only what is not active: active is the rest. */
  readonly segments: readonly Segment[];
  readonly clockStepSeconds: number;
  /** The logon session's own destruction, where a later 4634 says so. Never overwrites a 4647. */
  readonly destroyedAt: number | null;
}
