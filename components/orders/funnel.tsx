import Link from "next/link";
import { EXITS, type Exit, isExit, STAGES, stageIndex, type TargetFilter } from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";
import { count } from "@/lib/format/count";
import { Ring } from "./ring";
import type { StateCounts } from "./standing";
import { STAGE_WORD } from "./target-words";

interface FunnelProps {
  readonly targets: number;
  readonly states: StateCounts;
  readonly reached: readonly number[];
  readonly left: Readonly<Record<string, readonly number[]>>;
  readonly filter: TargetFilter;
  readonly hrefOf: (filter: TargetFilter) => string;
}

const TOP = 72;
const HEIGHT = 60;
/** A stage is this wide in the drawing's own units; the drawing is stretched to the page. */
const WIDE = 100;
/** A wider way out would cover its own words. */
const WIDEST = 24;
/** Where each way out ends, in stages. */
const EXIT_AT: Record<Exit, number> = {
  expired: 0.27,
  cancelled: 0.75,
  refused: 1.5,
  failed: 2.5,
  unproved: 3.5,
};

/** One stream, its top edge straight; what leaves falls out of its bottom edge into the way out under that gap. */
export function Funnel({ targets, states, reached, left, filter, hrefOf }: FunnelProps) {
  const high = (n: number) => (n === 0 ? 0 : Math.max(1.5, (n / Math.max(1, targets)) * HEIGHT));
  const toggled = (to: TargetFilter) => hrefOf(filter === to ? "all" : to);
  return (
    <nav className="funnel" aria-label="Targets by how far they came">
      <div className="lane">
        <Flow reached={reached} left={left} high={high} />
        {STAGES.map((stage, i) => {
          const n = reached[i] ?? 0;
          const here = i < STAGES.length - 1 ? standingAt(states, i) : 0;
          return (
            <div key={stage}>
              <i className="slot" style={{ left: `${i * 25}%`, top: TOP, height: HEIGHT }} />
              <i className="reach" style={{ left: `${i * 25}%`, top: TOP, height: high(n) }} />
              {here > 0 && (
                <i
                  className="stuck"
                  style={{ left: `${i * 25}%`, top: TOP + high(reached[i + 1] ?? 0), height: high(here) }}
                />
              )}
              <Link
                className={n === 0 ? "stage none" : "stage"}
                style={{ left: `${i * 25}%` }}
                href={toggled(`reached:${stage}`)}
                aria-current={filter === `reached:${stage}` ? "true" : undefined}
                scroll={false}
                title={`Show the targets that came as far as ${stage}`}
              >
                <span className="name">
                  <Ring state={stage} />
                  {STAGE_WORD[stage]}
                </span>
                <b>{count(n)}</b>
                {here > 0 && <small>{count(here)} here</small>}
              </Link>
            </div>
          );
        })}
        {EXITS.map((exit) => {
          const n = states[exit] ?? 0;
          return (
            <Link
              key={exit}
              className={n === 0 ? "exit none" : "exit"}
              data-k={exit}
              style={{ left: `${EXIT_AT[exit] * 25}%` }}
              href={toggled(exit)}
              aria-current={filter === exit ? "true" : undefined}
              scroll={false}
            >
              <Ring state={exit} />
              <b>{count(n)}</b> {exit}
            </Link>
          );
        })}
      </div>
    </nav>
  );
}

interface FlowProps {
  readonly reached: readonly number[];
  readonly left: Readonly<Record<string, readonly number[]>>;
  readonly high: (n: number) => number;
}

function Flow({ reached, left, high }: FlowProps) {
  return (
    <svg className="flow" viewBox="0 0 400 184" preserveAspectRatio="none" aria-hidden="true">
      {STAGES.slice(1).map((stage, i) => (
        <rect
          key={stage}
          className="rib"
          x={i * WIDE}
          y={TOP}
          width={WIDE}
          height={high(reached[i + 1] ?? 0)}
        />
      ))}
      {EXITS.map((exit) => {
        const x = EXIT_AT[exit] * WIDE;
        const ways = (left[exit] ?? []).flatMap((n, from) => (n > 0 ? [{ n, from }] : []));
        if (ways.length === 0)
          return <path key={exit} className="drop wait" d={`M${x} ${TOP + HEIGHT + 4}V148`} />;
        return ways.map(({ n, from }) => {
          const width = Math.min(WIDEST, Math.max(1.5, high(n)));
          const y = TOP + Math.max(high(reached[from] ?? 0) - width / 2, width / 2);
          const a = from * WIDE + 2;
          return (
            <path
              key={`${exit} ${from}`}
              className={`drop ${exit}`}
              strokeWidth={width}
              d={`M${a} ${y}C${a + 20} ${y} ${x} ${TOP + HEIGHT - 6} ${x} 150`}
            />
          );
        });
      })}
    </svg>
  );
}

/** How many stand at a stage now. */
function standingAt(states: StateCounts, index: number): number {
  return (Object.entries(states) as [TargetState, number][]).reduce(
    (sum, [state, n]) => (!isExit(state) && stageIndex(state) === index ? sum + n : sum),
    0,
  );
}
