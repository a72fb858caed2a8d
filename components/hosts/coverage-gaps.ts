import { stretchWords } from "@/components/history/coverage-words";
import type { Gap } from "@/components/timeline/lanes";
import { mainLog, type Stretch, touching } from "@/lib/domain/coverage";
import type { HostLog } from "@/lib/domain/coverage-facts";

interface CoveredHost {
  readonly facts: { readonly platform: string; readonly logs: readonly HostLog[] };
  readonly stretches: readonly Stretch[];
}

/** What the lanes cross-hatch beside the time before the first record and since the host fell silent. */
export function coverageGaps(
  host: CoveredHost | null,
  window: { readonly from: number; readonly until: number },
  now: number,
  timeZone: string,
): Gap[] {
  if (!host) return [];
  const main = mainLog(host.facts.platform, host.facts.logs);
  const end = Math.min(window.until, now);
  return touching(host.stretches, window.from, end)
    .filter(({ kind, log }) => kind === "ended" || ((kind === "cleared" || kind === "gap") && log === main))
    .filter(({ weight }) => weight === "blind")
    .map((stretch) => ({
      from: Math.max(window.from, stretch.from ?? window.from),
      until: Math.min(end, stretch.until ?? end),
      because: stretchWords(stretch, timeZone).because,
    }))
    .filter((gap) => gap.until > gap.from);
}
