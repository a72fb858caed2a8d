import Link from "next/link";
import type { OrderVerb } from "@/lib/domain/order-verb";
import {
  EXITS,
  type Exit,
  isExit,
  STAGES,
  type Stage,
  stageIndex,
  stagesOf,
  type TargetFilter,
} from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";
import { count } from "@/lib/format/count";
import { Ring } from "./ring";
import type { StateCounts } from "./standing";
import { STAGE_WORD } from "./target-words";

interface FunnelProps {
  readonly verb: OrderVerb;
  readonly graceSeconds: number;
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
/** After which stage each way out leaves, and how far on in the gap its words stand. */
const EXIT_AFTER: Record<Exit, readonly [Stage, number]> = {
  expired: ["queued", 0.27],
  cancelled: ["queued", 0.75],
  refused: ["delivered", 0.5],
  failed: ["executed", 0.5],
  unproved: ["gone", 0.5],
};

/** The ways out that a verb has, each with its place along the stages. */
function exitsOf(stages: readonly Stage[]): readonly { readonly exit: Exit; readonly at: number }[] {
  const hasGrace = stages.includes("warned");
  return EXITS.flatMap((exit) => {
    const [after, on] = EXIT_AFTER[exit];
    // With a grace most cancels come while it runs.
    if (hasGrace && exit === "cancelled") return [{ exit, at: 2.2 }];
    if (hasGrace && exit === "refused") return [{ exit, at: 2.85 }];
    const index = stages.indexOf(after);
    if (index >= 0 && index < stages.length - 1) return [{ exit, at: index + on }];
    return exit === "failed" ? [{ exit, at: stages.length - 1.15 }] : [];
  });
}

/** One stream, its top edge straight; what leaves falls out of its bottom edge into the way out under that gap. */
export function Funnel(props: FunnelProps) {
  const { verb, graceSeconds, targets, states, reached: all, left, filter, hrefOf } = props;
  const stages = stagesOf(verb, graceSeconds > 0);
  const reached = stages.map((stage) => all[STAGES.indexOf(stage)] ?? 0);
  const exits = exitsOf(stages);
  const share = 100 / (stages.length - 1);
  const high = (n: number) => (n === 0 ? 0 : Math.max(1.5, (n / Math.max(1, targets)) * HEIGHT));
  const toggled = (to: TargetFilter) => hrefOf(filter === to ? "all" : to);
  return (
    <nav className="funnel" aria-label="Targets by how far they came">
      <div className="lane">
        <Flow stages={stages} exits={exits} reached={reached} left={left} high={high} />
        {stages.map((stage, i) => {
          const n = reached[i] ?? 0;
          const here = i < stages.length - 1 ? standingAt(states, stage) : 0;
          return (
            <div key={stage}>
              <i className="slot" style={{ left: `${i * share}%`, top: TOP, height: HEIGHT }} />
              <i className="reach" style={{ left: `${i * share}%`, top: TOP, height: high(n) }} />
              {here > 0 && (
                <i
                  className="stuck"
                  style={{ left: `${i * share}%`, top: TOP + high(reached[i + 1] ?? 0), height: high(here) }}
                />
              )}
              <Link
                className={n === 0 ? "stage none" : "stage"}
                style={{ left: `${i * share}%` }}
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
        {exits.map(({ exit, at }) => {
          const n = states[exit] ?? 0;
          return (
            <Link
              key={exit}
              className={n === 0 ? "exit none" : "exit"}
              data-k={exit}
              style={{ left: `${at * share}%` }}
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
  readonly stages: readonly Stage[];
  readonly exits: readonly { readonly exit: Exit; readonly at: number }[];
  readonly reached: readonly number[];
  readonly left: Readonly<Record<string, readonly number[]>>;
  readonly high: (n: number) => number;
}

function Flow({ stages, exits, reached, left, high }: FlowProps) {
  return (
    <svg
      className="flow"
      viewBox={`0 0 ${(stages.length - 1) * WIDE} 184`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {stages.slice(1).map((stage, i) => (
        <rect
          key={stage}
          className="rib"
          x={i * WIDE}
          y={TOP}
          width={WIDE}
          height={high(reached[i + 1] ?? 0)}
        />
      ))}
      {exits.map(({ exit, at }) => {
        const x = at * WIDE;
        const ways = (left[exit] ?? []).flatMap((n, stage) =>
          n > 0 ? [{ n, from: Math.max(0, stages.indexOf(STAGES[stage] ?? "queued")) }] : [],
        );
        if (ways.length === 0)
          return <path key={exit} className="drop wait" d={`M${x} ${TOP + HEIGHT + 4}V148`} />;
        return ways.map(({ n, from }) => {
          const width = Math.min(WIDEST, Math.max(1.5, high(n)));
          const y = TOP + Math.max(high(reached[from] ?? 0) - width / 2, width / 2);
          const a = from * WIDE + 2;
          // A way out that lies behind is reached straight down, not in a loop.
          const lead = x > a ? `${a + 20} ${y}` : `${a} ${y + 20}`;
          return (
            <path
              key={`${exit} ${from}`}
              className={`drop ${exit}`}
              strokeWidth={width}
              d={`M${a} ${y}C${lead} ${x} ${TOP + HEIGHT - 6} ${x} 150`}
            />
          );
        });
      })}
    </svg>
  );
}

/** How many stand at a stage now. */
function standingAt(states: StateCounts, stage: Stage): number {
  const index = STAGES.indexOf(stage);
  return (Object.entries(states) as [TargetState, number][]).reduce(
    (sum, [state, n]) => (!isExit(state) && stageIndex(state) === index ? sum + n : sum),
    0,
  );
}
