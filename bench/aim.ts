import { took } from "@/lib/format/duration";
import type { Figure } from "./figure";

interface Aimed {
  readonly what: string;
  readonly samples: readonly number[];
  /** In milliseconds, of the worst sample or of all but the worst twentieth. */
  readonly aim: number;
  readonly of: "p95" | "max";
  readonly more?: string;
}

/** Durations in milliseconds beside what is aimed at, and whether they meet it. */
export function aimedSpread({ what, samples, aim, of, more }: Aimed): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const values = { p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 };
  const isMet = values[of] <= aim;
  const says = `p50 ${took(values.p50)}, p95 ${took(values.p95)}, max ${took(values.max)} (n ${samples.length})${more ? `; ${more}` : ""}`;
  return {
    what: `${what} (aim ${of} ≤ ${took(aim)})`,
    says: `${verdict(isMet)}  ${says}`,
    values: { ...values, aim, n: samples.length, isMet: Number(isMet) },
  };
}

export function aimedValue(
  what: string,
  value: number,
  aim: number,
  words: (value: number) => string,
): Figure {
  const isMet = value <= aim;
  return {
    what: `${what} (aim ≤ ${words(aim)})`,
    says: `${verdict(isMet)}  ${words(value)}`,
    values: { value, aim, isMet: Number(isMet) },
  };
}

function verdict(isMet: boolean): string {
  return isMet ? "pass" : "MISS";
}
