/**
 * One record of a Windows event log, whatever it came in. Fields are asked for by Windows' own names; Data elements
 * without a name are `param1`, `param2` …, in their order. Valid only until its reader moves on.
 */
export interface WindowsRecord {
  readonly channel: string | null;
  readonly provider: string | null;
  readonly computer: string | null;
  readonly eventId: number;
  /** Of the log it was written to, where it was forwarded too. */
  readonly recordId: number;
  /** Epoch milliseconds, with a fraction. */
  readonly at: number;
  text(name: string): string | null;
  /** Every field as the source gave it, for the raw record. */
  fields(): Iterable<readonly [string, string]>;
}
