import { took } from "@/lib/format/duration";
import { layOutProofs, type ProofPlot } from "./proof-plot";

/** Where the dots of one place stand, from the axis up. */
const STACK = [34.5, 28.5, 22.5, 16.5, 10.5];

/** Release to audited record, one dot a session; columns where there are more than can be stacked. */
export function ProofChart({ latenciesMs }: { readonly latenciesMs: readonly number[] }) {
  const plot = layOutProofs(latenciesMs);
  const { p50, p95 } = plot;
  const words =
    p50 && p95
      ? `Release to proved: half within ${took(p50.ms)}, 95 percent within ${took(p95.ms)}`
      : `Release to proved: ${latenciesMs.length} so far`;
  return (
    <svg className="rule" role="img" aria-label={words}>
      <line x1="0" x2="100%" y1="38" y2="38" className="axis" />
      {plot.ticks.map(({ x, word }) => (
        <g key={word}>
          <line x1={`${x}%`} x2={`${x}%`} y1="38" y2="42" className="axis" />
          <text x={`${x}%`} y="56" textAnchor={x === 0 ? "start" : x === 100 ? "end" : "middle"}>
            {word}
          </text>
        </g>
      ))}
      <Dots plot={plot} />
      {p50 && <Mark x={p50.x} words={`p50 ${took(p50.ms)}`} isBefore />}
      {p95 && <Mark x={p95.x} words={`p95 ${took(p95.ms)}`} isBefore={p95.x > 80} />}
      {!p50 && (
        <text x="0" y="10">
          release to proved, one dot a session
        </text>
      )}
    </svg>
  );
}

function Dots({ plot }: { readonly plot: ProofPlot }) {
  if (plot.highest > STACK.length) {
    return plot.dots.map(({ x, n }) => (
      <line key={x} x1={`${x}%`} x2={`${x}%`} y1={36 - (22 * n) / plot.highest} y2="37" className="column" />
    ));
  }
  return plot.dots.flatMap(({ x, n }) =>
    STACK.slice(0, n).map((cy) => <circle key={`${x} ${cy}`} cx={`${x}%`} cy={cy} r="2.5" className="dot" />),
  );
}

interface MarkProps {
  readonly x: number;
  readonly words: string;
  /** The words stand to the left of the line. */
  readonly isBefore: boolean;
}

function Mark({ x, words, isBefore }: MarkProps) {
  return (
    <>
      <line x1={`${x}%`} x2={`${x}%`} y1="2" y2="38" className="mark" />
      <text
        className="t-ink"
        x={`${x}%`}
        dx={isBefore ? -6 : 6}
        y="10"
        textAnchor={isBefore ? "end" : "start"}
      >
        {words}
      </text>
    </>
  );
}
