"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type PointerEvent, useRef, useState, useTransition } from "react";
import { count } from "@/lib/format/count";
import { barWidth, edgeName, stretchName } from "./bar-edges";
import { historyHref } from "./history-address";

export interface Bar {
  readonly from: number;
  readonly until: number;
  readonly sessions: number;
}

interface HistoryBarsProps {
  readonly bars: readonly [Bar, ...Bar[]];
  /** The query without its bounds, ready for others. */
  readonly unbound: string;
  readonly isBound: boolean;
  readonly timeZone: string;
}

/** From the first of them to the last, whichever way it was drawn. */
type Range = readonly [anchor: number, focus: number];

const HEIGHT = 48;

/** When sessions began. Drawing over bars, or Shift and the arrows, asks for that stretch of time alone. */
export function HistoryBars({ bars, unbound, isBound, timeZone }: HistoryBarsProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [range, setRange] = useState<Range | null>(null);
  const [current, setCurrent] = useState(bars.length - 1);
  const plot = useRef<SVGSVGElement>(null);
  const isDrawing = useRef(false);

  const ends = ([a, b]: Range) => [Math.min(a, b), Math.max(a, b)] as const;
  const hrefOf = (asked: Range) => {
    const [first, last] = ends(asked);
    const [from, until] = [bars[first]?.from ?? 0, bars[last]?.until ?? 0];
    return historyHref({ q: `${unbound} from:${instant(from)} until:${instant(until)}`.trim() });
  };
  const go = (asked: Range) => startTransition(() => router.push(hrefOf(asked), { scroll: false }));
  const barAt = (event: PointerEvent) => {
    const box = plot.current?.getBoundingClientRect();
    const share = box ? (event.clientX - box.left) / Math.max(1, box.width) : 0;
    return Math.max(0, Math.min(bars.length - 1, Math.floor(share * bars.length)));
  };

  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey) return;
    isDrawing.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
    setRange([barAt(event), barAt(event)]);
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    if (isDrawing.current) setRange((old) => [old?.[0] ?? barAt(event), barAt(event)]);
  };
  const onPointerUp = (event: PointerEvent<SVGSVGElement>) => {
    if (!isDrawing.current) return;
    isDrawing.current = false;
    go([range?.[0] ?? barAt(event), barAt(event)]);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps: Record<string, number> = {
      ArrowLeft: current - 1,
      ArrowRight: current + 1,
      Home: 0,
      End: bars.length - 1,
    };
    const asked = steps[event.key];
    if (asked !== undefined) {
      const next = Math.max(0, Math.min(bars.length - 1, asked));
      setRange(event.shiftKey ? [range?.[0] ?? current, next] : null);
      setCurrent(next);
      plot.current?.querySelectorAll("a")[next]?.focus({ preventScroll: true });
    } else if (event.key === "Enter") {
      go(range ?? [current, current]);
    } else if (event.key === "Escape" && range) {
      setRange(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const most = bars.reduce((max, bar) => Math.max(max, bar.sessions), 0);
  const shown = range ? ends(range) : null;
  const middle = bars[Math.floor(bars.length / 2)] ?? bars[0];
  return (
    <section className="h-bars" aria-label="When sessions began" data-pending={isPending || undefined}>
      <div className="h-bars-head">
        <h2 className="lab">Sessions begun</h2>
        <span className="meta">
          a bar is {barWidth(middle.from, middle.until)}, the highest {count(most)}
        </span>
        <span className="spring" />
        <span className="meta" aria-live="polite">
          {shown ? drawnWords(bars.slice(shown[0], shown[1] + 1), timeZone) : "Draw over bars to look closer"}
        </span>
        {isBound && (
          <Link className="link" href={historyHref({ q: unbound })} scroll={false}>
            Any time
          </Link>
        )}
      </div>
      <svg
        ref={plot}
        height={HEIGHT}
        width="100%"
        // Neither focus nor the browser's own dragging of links: the bars are drawn over.
        onMouseDown={(event) => event.preventDefault()}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          isDrawing.current = false;
          setRange(null);
        }}
        onKeyDown={onKeyDown}
      >
        <title>When sessions began</title>
        {bars.map((bar, i) => (
          <BarLink
            key={bar.from}
            bar={bar}
            place={i}
            of={bars.length}
            height={
              most === 0 ? 0 : Math.max(bar.sessions > 0 ? 1.5 : 0, (bar.sessions / most) * (HEIGHT - 4))
            }
            href={hrefOf([i, i])}
            name={`${stretchName(bar.from, bar.until, timeZone)}: ${sessionsWords(bar.sessions)}`}
            isDrawn={shown !== null && shown[0] <= i && i <= shown[1]}
            isCurrent={i === current}
            onFocus={() => setCurrent(i)}
          />
        ))}
        <line className="axis" x1="0" x2="100%" y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      </svg>
      <div className="h-bars-ends meta" aria-hidden="true">
        <span>{edgeName(bars[0].from, timeZone)}</span>
        <span>{edgeName(bars.at(-1)?.until ?? bars[0].until, timeZone, true)}</span>
      </div>
    </section>
  );
}

interface BarLinkProps {
  readonly bar: Bar;
  readonly place: number;
  readonly of: number;
  readonly height: number;
  readonly href: string;
  readonly name: string;
  readonly isDrawn: boolean;
  readonly isCurrent: boolean;
  readonly onFocus: () => void;
}

function BarLink({ place, of, height, href, name, isDrawn, isCurrent, onFocus }: BarLinkProps) {
  const width = 100 / of;
  return (
    <a
      href={href}
      aria-label={name}
      tabIndex={isCurrent ? 0 : -1}
      data-drawn={isDrawn || undefined}
      onFocus={onFocus}
      // What the pointer asks for is decided where it is let go.
      onClick={(event) => {
        if (!event.ctrlKey && !event.metaKey) event.preventDefault();
      }}
    >
      <title>{name}</title>
      <rect className="hit" x={`${place * width}%`} width={`${width}%`} y={0} height={HEIGHT} />
      <rect
        className="bar"
        x={`${place * width + width * 0.12}%`}
        width={`${width * 0.76}%`}
        y={HEIGHT - 1 - height}
        height={height}
      />
    </a>
  );
}

function drawnWords(drawn: readonly Bar[], timeZone: string): string {
  const [first, last] = [drawn[0], drawn.at(-1)];
  if (!first || !last) return "";
  const sessions = drawn.reduce((sum, bar) => sum + bar.sessions, 0);
  return `${stretchName(first.from, last.until, timeZone)}: ${sessionsWords(sessions)}`;
}

function sessionsWords(sessions: number): string {
  return `${count(sessions)} ${sessions === 1 ? "session" : "sessions"}`;
}

/** As a bound is written in the query. */
function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
