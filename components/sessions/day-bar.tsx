import { clockOrDay, hourMinute } from "@/lib/format/clock";
import { DAY_MS, type DayPiece } from "./day-pieces";

interface DayBarProps {
  readonly pieces: readonly DayPiece[];
  readonly now: number;
  readonly timeZone: string;
}

const WIDTH = 400;
const BASE = 40;
const HEIGHTS = { active: 30, idle: 20, locked: 10, disconnected: 2 } as const;
const HOUR_MS = 3_600_000;

const WORDS: Record<DayPiece["kind"], string> = {
  active: "active",
  idle: "idle",
  locked: "locked",
  disconnected: "disconnected",
  ended: "ended",
  crashed: "crashed",
  unsure: "ended at some time",
  nodata: "logged on, state not known",
};

/** The last 24 hours: bars share a baseline, so height reads as presence. */
export function DayBar({ pieces, now, timeZone }: DayBarProps) {
  const from = now - DAY_MS;
  const x = (at: number) => ((at - from) / DAY_MS) * WIDTH;
  return (
    <>
      <svg className="tl" viewBox={`0 0 ${WIDTH} 66`} role="img" aria-label={sentence(pieces, now, timeZone)}>
        {hourTicks(from, now).map((at) => (
          <g key={at}>
            <path className="tick" d={`M${x(at)} 4V48`} />
            <text x={Math.min(x(at) + 4, WIDTH - 60)} y="60">
              {hourMinute(at, timeZone)}
            </text>
          </g>
        ))}
        <path className="axis" d={`M0 ${BASE + 0.5}H${WIDTH}`} />
        {pieces.map((piece) => (
          <Piece key={`${piece.kind} ${piece.from}`} piece={piece} x={x} />
        ))}
        <path d={`M${WIDTH - 0.75} 4V48`} stroke="var(--ink)" strokeWidth="1.5" />
        <text x={WIDTH} y="60" textAnchor="end" style={{ fill: "var(--ink)" }}>
          now
        </text>
      </svg>
      <div className="legend">
        {pieces.some(({ kind }) => kind === "unsure") && (
          <span>
            <Swatch fill="url(#hatch-ended)" />≈ ended in here, no event says when
          </span>
        )}
        {pieces.some(({ kind }) => kind === "nodata") && (
          <span>
            <Swatch fill="url(#nodata)" />
            logged on, state not known
          </span>
        )}
      </div>
    </>
  );
}

function Swatch({ fill }: { readonly fill: string }) {
  return (
    <svg width="12" height="12" aria-hidden="true">
      <rect width="12" height="12" fill={fill} />
    </svg>
  );
}

function Piece({ piece, x }: { readonly piece: DayPiece; readonly x: (at: number) => number }) {
  const left = x(piece.from);
  const width = Math.max(1, x(piece.until) - left - 0.75);
  switch (piece.kind) {
    case "active":
    case "idle":
    case "locked":
    case "disconnected": {
      const height = HEIGHTS[piece.kind];
      return <rect className={`b-${piece.kind}`} x={left} y={BASE - height} width={width} height={height} />;
    }
    case "unsure":
      return (
        <>
          <rect x={left} y={BASE - 30} width={width} height="30" fill="url(#hatch-ended)" opacity="0.65" />
          <path d={`M${left} ${BASE - 15}h${width}m0 -3v6M${left} ${BASE - 18}v6`} stroke="var(--ink)" />
        </>
      );
    case "nodata":
      return (
        <rect
          x={left}
          y={BASE - 30}
          width={width}
          height="30"
          fill="url(#nodata)"
          stroke="var(--line-strong)"
          strokeWidth="1"
        />
      );
    case "ended":
      return <rect className="b-ended" x={left} y={BASE - 30} width="2.5" height="30" />;
    case "crashed":
      return (
        <path
          d={`M${left} ${BASE - 30}l3 5 -3 5 3 5 -3 5 3 5 -3 5`}
          fill="none"
          stroke="var(--crashed)"
          strokeWidth="1.5"
        />
      );
  }
}

/** Every sixth full hour. */
function hourTicks(from: number, now: number): number[] {
  const first = Math.ceil(from / (6 * HOUR_MS)) * 6 * HOUR_MS;
  return [0, 1, 2, 3].map((i) => first + i * 6 * HOUR_MS).filter((at) => at < now - HOUR_MS);
}

const MOST_SAID = 16;

function sentence(pieces: readonly DayPiece[], now: number, timeZone: string): string {
  const said = pieces.slice(-MOST_SAID).map((piece) => {
    const from = clockOrDay(piece.from, now, timeZone);
    if (piece.until === piece.from) return `${WORDS[piece.kind]} ${from}`;
    const until = piece.until === now ? "now" : clockOrDay(piece.until, now, timeZone);
    return `${WORDS[piece.kind]} ${from} to ${until}`;
  });
  const before = pieces.length > MOST_SAID ? `${pieces.length - MOST_SAID} pieces before that; ` : "";
  return said.length === 0 ? "Last 24 hours: nothing known" : `Last 24 hours: ${before}${said.join(", ")}`;
}
