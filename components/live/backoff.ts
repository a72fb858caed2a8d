const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** How long to wait before the next try: doubled each time, spread out so that a thousand browsers do not come at once. */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(full * (0.5 + random / 2));
}
