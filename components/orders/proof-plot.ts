export interface ProofDot {
  /** Percent of the axis. */
  readonly x: number;
  readonly n: number;
}

export interface ProofPlot {
  readonly dots: readonly ProofDot[];
  readonly ticks: readonly { readonly x: number; readonly word: string }[];
  /** Null for fewer than seven: a percentile of three says nothing. */
  readonly p50: { readonly x: number; readonly ms: number } | null;
  readonly p95: { readonly x: number; readonly ms: number } | null;
  readonly highest: number;
}

const LEAST_MS = 100;
/** Percent of the axis that a word needs. */
const WORD_ROOM = 8;
const TICKS: readonly (readonly [number, string])[] = [
  [100, "0.1 s"],
  [200, "0.2 s"],
  [500, "0.5 s"],
  [1_000, "1 s"],
  [2_000, "2 s"],
  [5_000, "5 s"],
  [10_000, "10 s"],
  [20_000, "20 s"],
  [60_000, "60 s"],
  [300_000, "5 min"],
  [3_600_000, "1 h"],
  [14_400_000, "4 h"],
  [86_400_000, "24 h"],
];

/** Lays release-to-proved times, ascending, on a log axis that ends at the first mark past the slowest. */
export function layOutProofs(latenciesMs: readonly number[]): ProofPlot {
  const slowest = latenciesMs.at(-1) ?? 0;
  const end = Math.max(60_000, TICKS.find(([ms]) => ms >= slowest)?.[0] ?? 86_400_000);
  const at = (ms: number) => {
    const share = Math.log(Math.max(LEAST_MS, ms) / LEAST_MS) / Math.log(end / LEAST_MS);
    return Math.min(100, Math.round(share * 80) * 1.25);
  };
  const columns = new Map<number, number>();
  for (const ms of latenciesMs) columns.set(at(ms), (columns.get(at(ms)) ?? 0) + 1);
  const percentile = (share: number) => {
    const ms = latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))];
    return latenciesMs.length < 7 || ms === undefined ? null : { x: at(ms), ms };
  };
  return {
    dots: [...columns].map(([x, n]) => ({ x, n })),
    ticks: withRoom(TICKS.filter(([ms]) => ms <= end).map(([ms, word]) => ({ x: at(ms), word }))),
    p50: percentile(0.5),
    p95: percentile(0.95),
    highest: Math.max(0, ...columns.values()),
  };
}

/** The last mark always stands; of the others, those whose words do not touch the next one's. */
function withRoom(ticks: ProofPlot["ticks"]): ProofPlot["ticks"] {
  const kept: ProofPlot["ticks"][number][] = [];
  for (const tick of [...ticks].reverse()) {
    if ((kept[0]?.x ?? Number.POSITIVE_INFINITY) - tick.x >= WORD_ROOM) kept.unshift(tick);
  }
  return kept;
}
