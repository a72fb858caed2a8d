import { dayName } from "@/lib/format/clock";
import { count } from "@/lib/format/count";

export interface DayBar {
  /** `2026-11-19` */
  readonly day: string;
  readonly value: number;
}

interface DayBarsProps {
  readonly label: string;
  /** `session`, `sessions`: what is counted. */
  readonly unit: readonly [one: string, many: string];
  readonly bars: readonly DayBar[];
}

const HEIGHT = 96;
/** Of a hundred: a little air above the highest. */
const HIGHEST = 96;

/** One bar a day over a line of zero, the highest of them written out. */
export function DayBars({ label, unit, bars }: DayBarsProps) {
  const most = bars.reduce((max, { value }) => Math.max(max, value), 0);
  const highest = bars.find(({ value }) => value === most);
  const words = ({ day, value }: DayBar) =>
    `${civil(day)}: ${count(value)} ${value === 1 ? unit[0] : unit[1]}`;
  const width = 100 / Math.max(1, bars.length);
  return (
    <figure className="bars">
      <figcaption>
        <span className="lab">{label}</span>
        {highest && most > 0 && <span className="meta">most {words(highest)}</span>}
      </figcaption>
      <svg
        role="img"
        aria-label={`${label}; ${highest && most > 0 ? `most on ${words(highest)}` : "none"}`}
        height={HEIGHT}
        width="100%"
      >
        {bars.map((bar, i) => {
          // In shares of whatever height the page has for it.
          const height = most === 0 ? 0 : Math.max(bar.value > 0 ? 1 : 0, (bar.value / most) * HIGHEST);
          return (
            <g key={bar.day}>
              <title>{words(bar)}</title>
              <rect className="hit" x={`${i * width}%`} width={`${width}%`} y={0} height="100%" />
              <rect
                className={isWeekend(bar.day) ? "bar weekend" : "bar"}
                x={`${i * width + width * 0.12}%`}
                width={`${width * 0.76}%`}
                y={`${100 - height}%`}
                height={`${height}%`}
              />
            </g>
          );
        })}
        <line className="axis" x1="0" x2="100%" y1="100%" y2="100%" />
      </svg>
      <div className="ends meta" aria-hidden="true">
        <span>{bars[0] ? civil(bars[0].day) : ""}</span>
        <span>{bars.length > 1 ? civil(bars[bars.length - 1]?.day ?? "") : ""}</span>
      </div>
    </figure>
  );
}

/** A civil day has no zone: it is read and written in UTC. */
function civil(day: string): string {
  return dayName(Date.parse(`${day}T00:00:00Z`), "UTC");
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
