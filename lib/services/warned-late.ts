/** Up to here the time that everyone was told still holds; a host that comes later gets its own whole grace. */
const ON_TIME_MS = 20_000;

export function isWarnedLate(startAt: Date, now: Date): boolean {
  return now.getTime() - startAt.getTime() > ON_TIME_MS;
}
