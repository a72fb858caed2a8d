/** Pixels: half-open. */
export interface Run {
  readonly from: number;
  readonly until: number;
}

/** Spans in milliseconds, ordered by their left end, as runs of whole pixels: what touches becomes one rectangle. */
export function mergeRuns(
  spans: readonly { readonly left: number; readonly right: number }[],
  scale: { readonly from: number; readonly pixelsPerMs: number; readonly width: number },
  bridge = 0,
): Run[] {
  const runs: { from: number; until: number }[] = [];
  for (const span of spans) {
    const from = Math.round((span.left - scale.from) * scale.pixelsPerMs);
    const until = Math.max(from + 1, Math.round((span.right - scale.from) * scale.pixelsPerMs));
    if (until <= 0 || from >= scale.width) continue;
    const last = runs.at(-1);
    if (last && from <= last.until + bridge) last.until = Math.max(last.until, until);
    else runs.push({ from, until });
  }
  return runs;
}
