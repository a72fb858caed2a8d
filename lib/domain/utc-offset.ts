/** The clocks of the world stand between −12:00 and +14:00. */
export const LEAST_OFFSET = -12 * 60;
export const MOST_OFFSET = 14 * 60;

/** Minutes of `+05:45`, `-4`, `−04:00`, `utc`; null where it is none. */
export function readOffset(text: string): number | null {
  const given = text.trim().toLowerCase().replace("\u2212", "-");
  if (given === "utc" || given === "z") return 0;
  const match = /^(?:utc)?([+-])(\d{1,2})(?::?([0-5]\d))?$/.exec(given);
  if (!match) return null;
  const ahead = Number(match[2]) * 60 + Number(match[3] ?? 0);
  const minutes = match[1] === "-" ? 0 - ahead : ahead;
  return minutes >= LEAST_OFFSET && minutes <= MOST_OFFSET ? minutes : null;
}

/** `UTC+05:45`, `UTC−04:00`, `UTC`. */
export function offsetWords(minutes: number): string {
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const two = (n: number) => String(n).padStart(2, "0");
  return `UTC${minutes < 0 ? "\u2212" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
