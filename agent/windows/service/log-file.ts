import { appendFileSync, renameSync, statSync } from "node:fs";

const LARGEST_BYTES = 1024 * 1024;

/**
 * A service has nobody to read what it writes to standard error. Two files at most: this one, and the one before.
 * Never throws: a full disk is the spool's to tell.
 */
export function openLogFile(
  file: string,
  now: () => number,
  largestBytes = LARGEST_BYTES,
): (line: string) => void {
  return (line) => {
    try {
      if (sizeOf(file) > largestBytes) renameSync(file, `${file}.1`);
      appendFileSync(file, `${new Date(now()).toISOString()} ${line.replace(/[\r\n]+/g, " ")}\n`, {
        mode: 0o600,
      });
    } catch {}
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
