import type { Fence } from "@/lib/domain/fence";
import type { AuditPolicy, HostFacts, ReportedEvent, ReportedSession } from "@/lib/protocol/messages";

/** What an agent can see and do on the host it runs on. */
export interface Platform {
  facts(): Promise<HostFacts>;
  boot(): Promise<BootFacts>;
  listSessions(): Promise<ReportedSession[]>;
  /** Calls back on every change; returns the function that stops it. A change may be announced more than once. */
  watch(onChange: (change: PlatformChange) => void): () => void;
  /** The fence is checked once more by whoever can do so next to the act. */
  logOff(fence: Fence, force: LogOffForce): Promise<ActAnswer>;
  disconnect(fence: Fence): Promise<ActAnswer>;
  lock(fence: Fence): Promise<ActAnswer>;
  message(fence: Fence, text: string): Promise<ActAnswer>;
  /** Events after the cursor, oldest first; null reads from the beginning of what the host has kept. */
  readEvents(cursor: string | null, limit: number): Promise<EventBatch>;
  auditPolicy(): Promise<AuditPolicy>;
  close(): Promise<void>;
}

export interface BootFacts {
  readonly id: string;
  readonly startedAt: number;
}

export type PlatformChange = "sessions" | "events" | "boot";

/** `ask` is the ordinary logoff. The others are for a session that stays behind as `closing`. */
export type LogOffForce = "ask" | "terminate" | "kill";

/** What the operating system answered, which is not yet what happened. */
export type ActAnswer =
  | { readonly kind: "done"; readonly detail: string }
  /** Handed over, but this system never confirms it. */
  | { readonly kind: "unconfirmed"; readonly detail: string }
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "unsupported"; readonly detail: string };

export interface EventBatch {
  readonly events: ReportedEvent[];
  /** Where to go on; null while nothing was ever read. */
  readonly cursor: string | null;
}

export function unsupported(verb: string, platform: string): ActAnswer {
  return { kind: "unsupported", detail: `${platform} has no way to ${verb}` };
}
