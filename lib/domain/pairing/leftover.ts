import type { RecordRef } from "../ending";

/** Why a logon of an interactive type is not a session of its own. */
export type ExclusionReason = "unlock" | "take_over" | "elevation" | "programmatic";

/** An event of interest that belongs to no session: shown as it is, never dropped. */
export type Leftover =
  | (LeftoverFacts & { readonly kind: "orphan_end" })
  | (LeftoverFacts & { readonly kind: "unmatched_reconnect" })
  /** A notification (7001, 7002, LSM, WTS, wtmp) that no session answers to. */
  | (LeftoverFacts & { readonly kind: "unmatched_notice" })
  | (LeftoverFacts & {
      readonly kind: "excluded_logon";
      readonly reason: ExclusionReason;
      /** The session it was a part of, where one was open. */
      readonly belongsTo: string | null;
    })
  /** The same LogonId logged on again in one boot. */
  | (LeftoverFacts & { readonly kind: "repeated_logon" })
  /** A name without a session number: it may mean any of these sessions. */
  | (LeftoverFacts & { readonly kind: "hint"; readonly candidates: readonly string[] });

export interface LeftoverFacts {
  readonly boot: string;
  readonly at: number;
  readonly sid: string | null;
  readonly userName: string | null;
  readonly domainName: string | null;
  readonly logonId: string | null;
  readonly sessionId: string | null;
  readonly because: string;
  readonly records: readonly RecordRef[];
}

export type LeftoverKind = Leftover["kind"];
