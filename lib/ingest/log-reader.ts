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
  /** As the record names it; null where it does not. */
  readonly host: string | null;
  readonly event: AuditEvent;
  /** Field by field as the source gave it; null unless asked for with `keepRaw`. */
  readonly raw: RawFields | null;
}

export type RawFields = Readonly<Record<string, string>>;

export interface ReadOptions {
  /** How far the hosts' clocks stood ahead of UTC, for records whose times bear no zone; null: as a record lets it be seen, else 0. */
  readonly utcOffsetMinutes: number | null;
  readonly keepRaw: boolean;
  /** Events that no session is paired from may be left out. */
  readonly sessionsOnly?: boolean;
}
