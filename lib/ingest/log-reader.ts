import type { AuditEvent } from "@/lib/domain/audit-event";
import type { LogTally, Reject } from "./report";

/** Bytes of one log in, in pieces of any size; what it tells goes to the sink. */
export interface LogReader {
  readonly tally: LogTally;
  /** What had to be assumed, in words. */
  readonly notes: readonly string[];
  /** The bytes are not looked at again after the call. */
  push(bytes: Uint8Array): void;
  finish(): void;
}

export interface LogSink {
  readonly event: (logged: LoggedEvent) => void;
  readonly reject: (reject: Reject) => void;
}

export interface LoggedEvent {
  /** As the record names it; empty where it does not. */
  readonly host: string;
  readonly event: AuditEvent;
}
