/** 100 ns since 1601, as Windows counts. */
const UNIX_EPOCH = 116_444_736_000_000_000n;
const TICKS_PER_MS = 10_000n;
/** The largest number there is, which Windows writes for never, too. */
const NEVER = 0x7fff_ffff_ffff_ffffn;

/** Whole milliseconds since 1970; null for never, and for what was before. */
export function fromFiletime(ticks: bigint): number | null {
  if (ticks < UNIX_EPOCH || ticks === NEVER) return null;
  return Number((ticks - UNIX_EPOCH) / TICKS_PER_MS);
}
