import type { PairedSession } from "../ending";
import type { Leftover } from "./leftover";

export interface Pairing {
  readonly sessions: readonly PairedSession[];
  readonly leftovers: readonly Leftover[];
  readonly networkLogons: readonly NetworkLogonSummary[];
}

/** Logons of type 3, counted per account and UTC day. */
export interface NetworkLogonSummary {
  readonly sid: string | null;
  readonly userName: string | null;
  readonly domainName: string | null;
  /** `2020-09-04`, UTC. */
  readonly day: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Sorted, at most 32. */
  readonly addresses: readonly string[];
}
