/** 100 ns since 1601, as Windows counts, where 0 means never. */
const UNIX_EPOCH = 116_444_736_000_000_000n;
const TICKS_PER_MS = 10_000n;
/** The last instant that a Date can say. */
const LAST = UNIX_EPOCH + 8_640_000_000_000_000n * TICKS_PER_MS;

/** Whole milliseconds since 1970; null for never, and for what no clock says. */
export function fromFiletime(ticks: bigint): number | null {
  if (ticks < UNIX_EPOCH || ticks > LAST) return null;
  return Number((ticks - UNIX_EPOCH) / TICKS_PER_MS);
}
