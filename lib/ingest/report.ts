/** A stretch of the input that could not be read, and why. */
export interface Reject {
  /** Bytes from the beginning of the input, of what was decompressed. */
  readonly offset: number;
  readonly bytes: number;
  /** From 1, in inputs of lines. */
  readonly line: number | null;
  readonly reason: string;
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

export type LogFormat = "evtx" | "nxlog" | "wtmp" | "unknown";

export interface LogReport extends Readonly<LogTally> {
  readonly format: LogFormat;
  readonly isCompressed: boolean;
  /** What the reader had to assume, in words. */
  readonly notes: readonly string[];
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
