import type { HookEvent } from "@/lib/domain/hook-event";

/** What the gateway writes to a hook process: one line of JSON. A second line, `cancel`, is the cancellation token. */
export interface HookJob {
  /** `hooks/10-note.ts`: for stack traces. */
  readonly file: string;
  readonly code: string;
  /** Null only loads the script and tells what it subscribes to. */
  readonly event: HookEvent | null;
  readonly associateIds: readonly number[];
  readonly eventState: unknown;
  readonly returnValue: unknown;
  /** Nothing leaves the process: what would be sent is told instead. */
  readonly isDry: boolean;
}

export interface WouldSend {
  readonly to: string;
  readonly body: string;
}

/** What the process writes back, on a channel of its own, as one line of JSON. */
export interface HookReport {
  readonly kind: "ok" | "threw" | "vetoed";
  readonly events: readonly HookEvent[];
  /** In words, with where in the script it was; empty where all went well. */
  readonly error: string;
  readonly eventState: unknown;
  /** What the task in `returnValue` came to. */
  readonly returnValue:
    | { readonly kind: "value"; readonly value: unknown }
    | { readonly kind: "fault"; readonly message: string };
  readonly wouldSend: readonly WouldSend[];
}
