const EPOCH_MS = 11_644_473_600_000;

/** A FILETIME, 100 ns since 1601, as epoch milliseconds with a fraction, as exact as a number can be. */
export function fromFileTime(low: number, high: number): number {
  // 2^32 = 429,496 × 10,000 + 7,296: no step leaves the integers that a number holds.
  const rest = high * 7296 + low;
  const whole = Math.floor(rest / 10_000);
  return high * 429_496 + whole - EPOCH_MS + (rest - whole * 10_000) / 10_000;
}

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;

/** ISO 8601 in UTC to the nanosecond; a time without a zone is UTC, as Windows renders it. */
export function fromIso(text: string): number | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const at = Date.parse(`${match[1]}${match[3] ?? "Z"}`);
  if (Number.isNaN(at)) return null;
  const nanoseconds = Number((match[2] ?? "").padEnd(9, "0"));
  const milliseconds = Math.floor(nanoseconds / 1e6);
  return at + milliseconds + Math.floor((nanoseconds - milliseconds * 1e6) / 100) / 10_000;
}

/** `2026-03-02 09:00:00`, as it stood on a clock so far ahead of UTC. */
export function fromLocal(text: string, utcOffsetMinutes: number): number | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?$/.test(text)) return null;
  const at = fromIso(text.replace(" ", "T"));
  return at === null ? null : at - utcOffsetMinutes * 60_000;
}

const WRITTEN = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?\s?(Z|UTC|[+-]\d\d:?\d\d)?$/;

/** An instant in any of the spellings that name a zone, and of those that do not. */
export function fromWritten(text: string): { at: number; hasZone: boolean } | null {
  const exact = text.endsWith("Z") ? fromIso(text) : null;
  if (exact !== null) return { at: exact, hasZone: true };
  const match = WRITTEN.exec(text.trim());
  if (!match) return null;
  const [, day, time, fraction = "", zone] = match;
  const suffix = zone === undefined || zone === "UTC" ? "Z" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const at = fromIso(`${day}T${time}${fraction}${suffix}`);
  return at === null ? null : { at, hasZone: zone !== undefined };
}
