import { newTally, type Reject } from "../report";
import type { Encoding } from "./encoding";

/** What a stretch of text was: a record kept or skipped, a reason why neither, or several records in one. */
export type TextVerdict =
  | "kept"
  | "skipped"
  | { readonly reason: string }
  | { readonly kept: number; readonly skipped: number; readonly reasons: readonly string[] };

/** Longer than any record of an event log. */
export const LONGEST_RECORD = 1024 * 1024;

/** Of a hostile input every other byte can be a reject: after so many, those that touch are told as one. */
const TOLD_APART = 10_000;

/** Accounts for the bytes of an input of text, stretch by stretch from its beginning. */
export class Ledger {
  readonly tally = newTally();
  readonly #decoder: TextDecoder;
  readonly #encoding: string;
  readonly #tell: (reject: Reject) => void;
  #untold: { offset: number; bytes: number; line: number | null; reason: string } | null = null;

  constructor(encoding: Encoding, tell: (reject: Reject) => void) {
    // Pieces of UTF-16 come with the low byte first, whatever the file has.
    this.#decoder = new TextDecoder(encoding === "utf-8" ? "utf-8" : "utf-16le", { fatal: true });
    this.#encoding = encoding === "utf-8" ? "UTF-8" : "UTF-16";
    this.#tell = tell;
  }

  /** Null where the bytes are not what the file is written in: they are refused. */
  decode(bytes: Uint8Array, line: number | null): string | null {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      const what = line === null ? "a record" : "the line";
      this.refuse(bytes.length, line, `${what} is not ${this.#encoding}`);
      return null;
    }
  }

  structure(bytes: number): void {
    this.tally.structureBytes += bytes;
    this.tally.bytes += bytes;
  }

  refuse(bytes: number, line: number | null, reason: string): void {
    const { tally } = this;
    tally.rejectedBytes += bytes;
    const last = this.#untold;
    if (last !== null && last.offset + last.bytes === tally.bytes) last.bytes += bytes;
    else {
      this.finish();
      this.#untold = { offset: tally.bytes, bytes, line, reason: bounded(reason) };
      if (++tally.rejected <= TOLD_APART) this.finish();
    }
    tally.bytes += bytes;
  }

  /** Tells what was held back. */
  finish(): void {
    if (this.#untold !== null) this.#tell(this.#untold);
    this.#untold = null;
  }

  judge(bytes: number, line: number | null, verdict: TextVerdict): void {
    const { tally } = this;
    if (verdict === "kept" || verdict === "skipped") {
      tally.records++;
      tally[verdict]++;
    } else if ("reason" in verdict) {
      this.refuse(bytes, line, verdict.reason);
      return;
    } else {
      tally.records += verdict.kept + verdict.skipped;
      tally.kept += verdict.kept;
      tally.skipped += verdict.skipped;
      tally.rejected += verdict.reasons.length;
      this.finish();
      const all = verdict.kept + verdict.skipped === 0 && verdict.reasons.length > 0;
      verdict.reasons.forEach((reason, i) => {
        this.#tell({ offset: tally.bytes, bytes: all && i === 0 ? bytes : 0, line, reason: bounded(reason) });
      });
      if (all) {
        tally.rejectedBytes += bytes;
        tally.bytes += bytes;
        return;
      }
    }
    tally.recordBytes += bytes;
    tally.bytes += bytes;
  }
}

/** Some of it may be the input's own words. */
function bounded(reason: string): string {
  return reason.length > 300 ? `${reason.slice(0, 300)}…` : reason;
}
