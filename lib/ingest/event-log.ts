import type { AuditEvent } from "@/lib/domain/audit-event";
import { LastSigns } from "./last-signs";
import type { LoggedEvent } from "./log-reader";
import type { WindowsRecord } from "./windows-record";

/** A collector's log holds many hosts and channels; each of them has an order of its own. */
const MAX_LOGS = 10_000;

/** What is told of the records that are skipped, per host and channel. */
export class EventLog {
  readonly #signs = new Map<string, { readonly host: string | null; readonly signs: LastSigns }>();
  readonly #tell: (logged: LoggedEvent) => void;
  #current: LastSigns | null = null;
  #computer: string | null = null;
  #channel: string | null = null;

  constructor(tell: (logged: LoggedEvent) => void) {
    this.#tell = tell;
  }

  skip(record: WindowsRecord): void {
    this.#signsOf(record)?.skip(record);
  }

  keep(record: WindowsRecord, event: AuditEvent): void {
    const told = this.#signsOf(record)?.before(event);
    if (!told || told.length === 0) return;
    for (const sign of told) this.#tell({ host: record.computer, event: sign, raw: null });
  }

  /** A logon can prove a start that was not recorded: what was skipped before it is the last sign of the boot before. */
  beforeLogon(record: WindowsRecord): void {
    for (const sign of this.#signsOf(record)?.signs() ?? []) {
      this.#tell({ host: record.computer, event: sign, raw: null });
    }
  }

  finish(): void {
    for (const { host, signs } of this.#signs.values()) {
      for (const event of signs.finish()) this.#tell({ host, event, raw: null });
    }
  }

  #signsOf(record: WindowsRecord): LastSigns | null {
    const { computer, channel } = record;
    if (this.#current && computer === this.#computer && channel === this.#channel) return this.#current;
    const key = `${computer}\n${channel}`.toLowerCase();
    let found = this.#signs.get(key);
    if (!found && this.#signs.size < MAX_LOGS) {
      found = { host: computer, signs: new LastSigns(channel) };
      this.#signs.set(key, found);
    }
    this.#computer = computer;
    this.#channel = channel;
    this.#current = found?.signs ?? null;
    return this.#current;
  }
}
