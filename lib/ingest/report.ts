/** A stretch of the input that could not be read, and why. */
export interface Reject {
  /** Bytes from the beginning of the input, of what was decompressed. */
  readonly offset: number;
  readonly bytes: number;
  /** From 1, in inputs of lines. */
  readonly line: number | null;
  readonly reason: string;
  /** Of a zip: the file inside, whose offsets and lines these are. */
  readonly entry?: string;
}

/** Where a reject stands, in words; empty where it is the whole input. */
export function whereOf({ entry, line, offset, bytes }: Reject): string {
  const place = line !== null ? `line ${line}` : bytes === 0 && offset === 0 ? "" : `byte ${offset}`;
  return [entry ?? "", place].filter((part) => part !== "").join(", ");
}

/** Accounts for every byte: `bytes` is the sum of record, structure, free and rejected bytes. */
export interface LogTally {
  bytes: number;
  recordBytes: number;
  /** Headers of files and chunks, blank lines. */
  structureBytes: number;
  freeBytes: number;
  rejectedBytes: number;
  /** Records read: kept and skipped together. */
  records: number;
  kept: number;
  /** They tell of no session, boot or clock. */
  skipped: number;
  rejected: number;
  /** Chunks whose checksum does not hold: what was read of them may be wrong. */
  checksumFaults: number;
}

export type LogFormat =
  | "evtx"
  | "xml"
  | "nxlog"
  | "winlogbeat"
  | "evtx_dump"
  | "velociraptor"
  | "wazuh"
  | "powershell"
  | "openwec"
  | "fluent_bit"
  | "otlp"
  | "wtmp"
  | "wtmpdb"
  /** Holds logs of its own; each entry has its format. */
  | "zip"
  | "unknown";

export interface LogReport extends Readonly<LogTally> {
  readonly format: LogFormat;
  readonly isCompressed: boolean;
  /** What the reader had to assume, in words. */
  readonly notes: readonly string[];
  /** Of a zip, in its order; empty for anything else. */
  readonly entries: readonly LogEntry[];
}

export interface LogEntry {
  readonly name: string;
  readonly format: LogFormat;
  /** Unpacked. */
  readonly bytes: number;
  readonly records: number;
  readonly kept: number;
  readonly rejected: number;
}

export function newTally(): LogTally {
  return {
    bytes: 0,
    recordBytes: 0,
    structureBytes: 0,
    freeBytes: 0,
    rejectedBytes: 0,
    records: 0,
    kept: 0,
    skipped: 0,
    rejected: 0,
    checksumFaults: 0,
  };
}
