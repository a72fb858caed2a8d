import { logWords, stretchTitle, stretchWords } from "@/components/history/coverage-words";
import { type Stretch, touching } from "@/lib/domain/coverage";
import type { HostLog } from "@/lib/domain/coverage-facts";

interface CoverageBarProps {
  readonly logs: readonly HostLog[];
  readonly stretches: readonly Stretch[];
  readonly from: number;
  readonly until: number;
  readonly now: number;
  readonly timeZone: string;
}

const SHORT: Readonly<Record<string, string>> = { LocalSessionManager: "Session mgr" };

/** Under the time axis: per log what it covers, what it lacks and what it tells only in part. Never the look of "no session". */
export function CoverageBar({ logs, stretches, from, until, now, timeZone }: CoverageBarProps) {
  const inside = touching(stretches, from, Math.min(until, now));
  if (logs.length === 0) return null;
  return (
    <div className="covbar">
      {logs.map(({ log }) => {
        const own = inside.filter((stretch) => stretch.log === log || stretch.log === null);
        return (
          <div key={log} className="covbar-row">
            <span className="covbar-name">{SHORT[log] ?? log}</span>
            <span
              className="covbar-plot"
              role="img"
              aria-label={`${logWords(log)}: ${sayAll(own, timeZone)}`}
            >
              {/* The graver is drawn last, over the milder. */}
              {[...own]
                .reverse()
                .sort(byWeight)
                .map((stretch) => (
                  <CoverageMark
                    key={`${stretch.kind} ${stretch.from} ${stretch.until}`}
                    stretch={stretch}
                    from={from}
                    until={until}
                    timeZone={timeZone}
                  />
                ))}
              {until > now && <i className="cov-later" style={{ left: percent(now, from, until) }} />}
            </span>
          </div>
        );
      })}
    </div>
  );
}

const WEIGHT = { partial: 0, blind: 1, note: 2 } as const;

function byWeight(a: Stretch, b: Stretch): number {
  return WEIGHT[a.weight] - WEIGHT[b.weight];
}

function CoverageMark({
  stretch,
  from,
  until,
  timeZone,
}: {
  readonly stretch: Stretch;
  readonly from: number;
  readonly until: number;
  readonly timeZone: string;
}) {
  const start = Math.max(from, stretch.from ?? from);
  const end = Math.min(until, stretch.until ?? until);
  const words = stretchWords(stretch, timeZone);
  return (
    <i
      data-weight={stretch.weight}
      title={`${words.because} ${words.consequence}`}
      style={{
        left: percent(start, from, until),
        width: `max(2px, ${(100 * Math.max(0, end - start)) / (until - from)}%)`,
      }}
    />
  );
}

function percent(at: number, from: number, until: number): string {
  return `${Math.max(0, Math.min(100, (100 * (at - from)) / (until - from))).toFixed(3)}%`;
}

function sayAll(stretches: readonly Stretch[], timeZone: string): string {
  if (stretches.length === 0) return "covers all of this time";
  return stretches
    .map((stretch) => `${stretchTitle(stretch.kind)}. ${stretchWords(stretch, timeZone).because}`)
    .join(" ");
}
