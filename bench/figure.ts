import { took } from "@/lib/format/duration";

export interface Figure {
  readonly what: string;
  /** The figure in words, with its unit. */
  readonly says: string;
  readonly values: Readonly<Record<string, number>>;
}

/** p50 and p95 of durations in milliseconds. */
export function spread(what: string, samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const [p50, p95, max] = [at(0.5), at(0.95), sorted.at(-1) ?? 0];
  const says = `p50 ${took(p50)}, p95 ${took(p95)}, max ${took(max)} (n ${samples.length})`;
  return { what, says, values: { p50, p95, max, n: samples.length } };
}
