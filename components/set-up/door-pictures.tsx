import type { ReactNode } from "react";

interface PictureProps {
  readonly height: number;
}

type Piece = readonly ["active" | "idle" | "locked" | "disconnected", number, number];

interface Lane {
  readonly end: number;
  readonly pieces: readonly Piece[];
}

const HEIGHTS = { active: 9, idle: 6, locked: 3, disconnected: 1 } as const;
const LANE_PX = 13;
/** The tall picture has room for more. */
const TALL_PX = 100;

const LANES: readonly Lane[] = [
  {
    end: 184,
    pieces: [
      ["active", 18, 31],
      ["idle", 49, 23],
      ["active", 72, 29],
      ["idle", 100, 25],
      ["active", 126, 59],
    ],
  },
  {
    end: 244,
    pieces: [
      ["active", 63, 52],
      ["locked", 115, 18],
      ["active", 133, 23],
      ["idle", 156, 24],
      ["active", 180, 46],
      ["idle", 225, 17],
      ["active", 243, 1],
    ],
  },
  {
    end: 281,
    pieces: [
      ["active", 19, 48],
      ["idle", 67, 19],
      ["active", 86, 29],
      ["locked", 115, 11],
      ["active", 126, 22],
      ["idle", 148, 19],
      ["active", 167, 16],
      ["idle", 183, 18],
      ["active", 201, 22],
      ["disconnected", 223, 18],
      ["active", 241, 40],
    ],
  },
  {
    end: 189,
    pieces: [
      ["active", 32, 54],
      ["locked", 86, 8],
      ["active", 94, 47],
      ["locked", 141, 23],
      ["active", 164, 25],
    ],
  },
  {
    end: 174,
    pieces: [
      ["active", 63, 61],
      ["disconnected", 124, 20],
      ["active", 144, 30],
    ],
  },
  {
    end: 211,
    pieces: [
      ["active", 33, 51],
      ["locked", 84, 23],
      ["active", 108, 30],
      ["locked", 138, 19],
      ["active", 157, 17],
      ["disconnected", 173, 15],
      ["active", 189, 22],
    ],
  },
  {
    end: 217,
    pieces: [
      ["active", 62, 43],
      ["idle", 105, 16],
      ["active", 122, 22],
      ["locked", 144, 22],
      ["active", 166, 51],
    ],
  },
  {
    end: 173,
    pieces: [
      ["active", 35, 50],
      ["disconnected", 85, 6],
      ["active", 91, 41],
      ["idle", 132, 14],
      ["active", 146, 27],
    ],
  },
];

/** What one types on a host, and what it answers. */
export function EnrolPicture({ height }: PictureProps) {
  return (
    <Picture height={height}>
      <text x="16" y="30">
        <tspan className="q"># </tspan>
        <tspan className="k">curfew agent enrol</tspan>
      </text>
      <text x="16" y="50" className="q">
        token ••••••••••••••••••••••••
      </text>
      <text x="16" y="70">
        listed <tspan className="k">51 sessions</tspan> on TS-04
      </text>
      {height > TALL_PX && (
        <>
          <text x="16" y="90">
            oldest <tspan className="k">9 h</tspan>, clock in step
          </text>
          <text x="16" y="110">
            audit <tspan className="k">logon, logoff, lock</tspan>
          </text>
        </>
      )}
    </Picture>
  );
}

/** Records becoming sessions: ended, ended by less than a record, still open. */
export function ImportPicture({ height }: PictureProps) {
  const rows = [
    { y: 22, from: 64, until: 210, end: "4647" },
    { y: 44, from: 120, until: 236, end: "4634" },
    { y: 66, from: 84, until: 176, end: "4647" },
    { y: 88, from: 58, until: 150, end: "≈" },
    { y: 110, from: 142, until: 262, end: "7002" },
  ];
  return (
    <Picture height={height}>
      {rows.slice(0, height > TALL_PX ? 5 : 3).map(({ y, from, until, end }) => (
        <g key={y}>
          <text x="16" y={y + 4} className="q">
            4624
          </text>
          <path
            d={`M${from} ${y}H${until}`}
            stroke="var(--ink-2)"
            strokeWidth="5"
            strokeDasharray={end === "≈" ? "60 3 2 3 2 3 2 3" : undefined}
          />
          <path d={`M${until} ${y - 6}v12`} stroke="var(--ink)" strokeWidth="2" />
          <text x={until + 8} y={y + 4} className="q">
            {end}
          </text>
        </g>
      ))}
    </Picture>
  );
}

/** A fleet's day in the product's own bars. */
export function DemoPicture({ height }: PictureProps) {
  const lanes = LANES.slice(0, height > TALL_PX ? 8 : 5);
  return (
    <Picture height={height}>
      {lanes.map(({ end, pieces }, index) => {
        const y = (height - lanes.length * LANE_PX) / 2 + index * LANE_PX + 10;
        return (
          <g key={end}>
            <path d={`M16 ${y + 0.5}H296`} stroke="var(--line)" />
            {pieces.map(([state, x, width]) => (
              <rect
                key={x}
                className={`b-${state}`}
                x={x}
                y={y - HEIGHTS[state]}
                width={width}
                height={HEIGHTS[state]}
              />
            ))}
            {index === 2 ? (
              <path
                d={`m${end + 4} ${y - 8} 6 7m0-7-6 7`}
                stroke="var(--crashed)"
                strokeWidth="2"
                strokeLinecap="round"
              />
            ) : (
              <rect className="b-ended" x={end} y={y - 9} width="2" height="9" />
            )}
          </g>
        );
      })}
    </Picture>
  );
}

function Picture({ height, children }: PictureProps & { readonly children: ReactNode }) {
  return (
    <svg viewBox={`0 0 300 ${height}`} preserveAspectRatio="xMinYMid meet" aria-hidden="true">
      {children}
    </svg>
  );
}
