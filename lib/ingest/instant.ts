const EPOCH_MS = 11_644_473_600_000;

/** A FILETIME, 100 ns since 1601, as epoch milliseconds with a fraction, as exact as a number can be. */
export function fromFileTime(low: number, high: number): number {
  // 2^32 = 429,496 × 10,000 + 7,296: no step leaves the integers that a number holds.
  const rest = high * 7296 + low;
  const whole = Math.floor(rest / 10_000);
  return high * 429_496 + whole - EPOCH_MS + (rest - whole * 10_000) / 10_000;
}

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;

const DAY_LENGTH = "2026-03-02".length;
let lastDay = "";
let lastMidnight: number | null = null;

/** ISO 8601 in UTC to the nanosecond; a time without a zone is UTC, as Windows renders it. */
export function fromIso(text: string): number | null {
  return fromPlainIso(text) ?? fromAnyIso(text);
}

/** `2026-03-02T09:00:00Z`, and with milliseconds: nearly all are written so. Null where it is not, or is no time. */
function fromPlainIso(text: string): number | null {
  const hasMilliseconds = text.length === 24;
  if (!hasMilliseconds && text.length !== 20) return null;
  if (text.charCodeAt(text.length - 1) !== 0x5a || text.charCodeAt(DAY_LENGTH) !== 0x54) return null;
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return null;
  let milliseconds = 0;
  if (hasMilliseconds) {
    const [first, last] = [twoDigits(text, 20), twoDigits(text, 21)];
    if (text.charCodeAt(19) !== 0x2e || first > 99 || last > 99) return null;
    milliseconds = first * 10 + (last % 10);
  }
  if (!text.startsWith(lastDay) || lastDay === "") {
    lastDay = text.slice(0, DAY_LENGTH);
    lastMidnight = fromAnyIso(`${lastDay}T00:00:00Z`);
  }
  return lastMidnight === null
    ? null
    : lastMidnight + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
}

/** More than any number of two digits where there are none. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 0x30, text.charCodeAt(at + 1) - 0x30];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

function fromAnyIso(text: string): number | null {
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
