import { DomainError } from "@/lib/domain/errors";
import { freeBytes } from "./import-folder";

const GB = 1_000_000_000;

/** Of one file; `CURFEW_IMPORT_MAX_GB` sets it. */
export function maxFileBytes(): number {
  const given = Number(process.env.CURFEW_IMPORT_MAX_GB);
  return (Number.isFinite(given) && given > 0 ? given : 20) * GB;
}

/** Refuses in words before the first byte is sent. */
export async function requireRoom(files: readonly { name: string; bytes: number }[]): Promise<void> {
  const max = maxFileBytes();
  const large = files.find(({ bytes }) => bytes > max);
  if (large) {
    throw new DomainError(
      "invalid_input",
      `${large.name} has ${inGigabytes(large.bytes)}, and a file may have ${inGigabytes(max)}: split it, or set CURFEW_IMPORT_MAX_GB. curfew import reads any size where it lies.`,
      "files",
    );
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const free = await freeBytes();
  if (free !== null && total > free) {
    throw new DomainError(
      "unavailable",
      `These files have ${inGigabytes(total)}, and the server's disk has room for ${inGigabytes(free)}: free some, or import on the server with curfew import, which copies nothing.`,
    );
  }
}

function inGigabytes(bytes: number): string {
  return `${(bytes / GB).toFixed(bytes < GB ? 2 : 1)} GB`;
}
