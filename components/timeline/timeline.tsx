"use client";

import {
  type CSSProperties,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { zoneClock } from "@/lib/domain/zone-clock";
import { duration } from "@/lib/format/duration";
import { axisHeight } from "./draw-axis";
import { bridgedMs } from "./draw-lanes";
import { FocusLayer } from "./focus-layer";
import { placeForKey, viewForKey, zoomed } from "./keys";
import type { Lane, LaneGap, LanePiece } from "./lanes";
import { firstPlace, pieceAt, pieceUnder, placeOf } from "./navigate";
import type { HostMark } from "./scene";
import { TimelineTip } from "./timeline-tip";
import { usePainted } from "./use-painted";

export interface TimelineColumn {
  readonly label: string;
  readonly width: number;
  readonly title?: string;
}

export interface TimelineRow {
  readonly label: ReactNode;
  readonly tone?: "weekend" | "today" | undefined;
  readonly cells?: readonly ReactNode[];
}

export interface TimelineProps {
  readonly label: string;
  readonly mode: "day" | "line";
  readonly lanes: readonly Lane[];
  /** What stands beside each lane. */
  readonly rows: readonly TimelineRow[];
  readonly columns?: readonly TimelineColumn[];
  readonly domain: readonly [number, number];
  readonly timeZone: string;
  readonly now: number;
  readonly laneHeight: number;
  readonly gutter: number;
  readonly maxHeight: number;
  readonly marks?: readonly HostMark[];
  readonly band?: readonly [number, number] | null;
  readonly at?: number | null;
  /** Lanes of people: names begin with whom they are about. */
  readonly saysPerson?: boolean;
  /** The session whose details are open: the keyboard comes back to its piece. */
  readonly openId: string | null;
  readonly onOpen: (sessionId: string) => void;
}

export interface Tip {
  readonly part: LanePiece | null;
  readonly gap: LaneGap | null;
  readonly x: number;
  readonly y: number;
}

const NO_MARKS: readonly HostMark[] = [];
const NO_COLUMNS: readonly TimelineColumn[] = [];
const HIT_PX = 4;

/** A canvas for the eye, buttons for the keyboard and the screen reader, one set of facts behind both. */
export function Timeline(props: TimelineProps) {
  const { lanes, laneHeight, gutter, columns = NO_COLUMNS, marks = NO_MARKS, mode, timeZone } = props;
  const columnsWidth = columns.length === 0 ? 0 : columns.reduce((sum, column) => sum + column.width, 12);
  const [view, setView] = useState(props.domain);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const body = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const axis = useRef<HTMLCanvasElement>(null);
  const wantsFocus = useRef(false);
  const clock = useMemo(() => zoneClock(timeZone), [timeZone]);
  const { width, height, sight } = usePainted({
    body,
    canvas,
    axis,
    aside: gutter + columnsWidth,
    scene: {
      mode,
      lanes,
      laneHeight,
      domain: props.domain,
      view,
      now: props.now,
      clock,
      marks,
      band: props.band ?? null,
      at: props.at ?? null,
    },
  });
  const place = placeOf(lanes, currentId) ?? firstPlace(lanes);
  const current = pieceAt(lanes, place);

  const scrollToLane = useEffectEvent((lane: number) => {
    const box = body.current;
    if (!box) return;
    const top = lane * laneHeight;
    if (top < box.scrollTop) box.scrollTop = Math.max(0, top - laneHeight);
    else if (top + laneHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - box.clientHeight + 2 * laneHeight;
    }
  });

  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const share = (event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0)) / Math.max(1, width);
    setView(zoomed(view, props.domain, Math.exp(Math.max(-120, Math.min(120, event.deltaY)) * 0.004), share));
  });
  useEffect(() => {
    const box = body.current;
    box?.addEventListener("wheel", onWheel, { passive: false });
    return () => box?.removeEventListener("wheel", onWheel);
  }, []);

  const wasOpen = useRef(props.openId);
  useEffect(() => {
    if (wasOpen.current !== null && props.openId === null) {
      body.current?.querySelector<HTMLElement>('.tl-seg[tabindex="0"]')?.focus({ preventScroll: true });
    }
    wasOpen.current = props.openId;
  }, [props.openId]);

  const under = (event: React.MouseEvent): Tip | null => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return null;
    const lane = lanes[Math.floor((event.clientY - box.top + (body.current?.scrollTop ?? 0)) / laneHeight)];
    if (!lane) return null;
    const perPx = (view[1] - view[0]) / Math.max(1, width);
    const at = view[0] + (event.clientX - box.left) * perPx;
    const part = pieceUnder(lane, at, HIT_PX * perPx);
    const gap = part ? null : (lane.gaps.find((found) => found.left <= at && at < found.right) ?? null);
    return part || gap ? { part, gap, x: event.clientX, y: event.clientY } : null;
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.altKey || event.metaKey || !place) return;
    if (event.key === "Enter" && current) {
      event.preventDefault();
      props.onOpen(current.piece.session.id);
      return;
    }
    const next = placeForKey(event, lanes, place);
    const seen = next ? null : viewForKey(event, view, props.domain, current);
    if (!next && !seen) return;
    event.preventDefault();
    event.stopPropagation();
    if (seen) {
      setView(seen);
      return;
    }
    const part = pieceAt(lanes, next);
    if (!part || !next) return;
    if (part.right < view[0] || part.left > view[1]) {
      const half = (view[1] - view[0]) / 2;
      const middle = Math.min(
        props.domain[1] - half,
        Math.max(props.domain[0] + half, (part.left + part.right) / 2),
      );
      setView([middle - half, middle + half]);
    }
    wantsFocus.current = true;
    setCurrentId(part.id);
    scrollToLane(next.lane);
  };

  const isWhole = view[0] === props.domain[0] && view[1] === props.domain[1];
  const bridged = width > 0 ? bridgedMs({ view, width }) : 0;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would promise a form. */}
      <div
        className="tl"
        role="group"
        aria-roledescription="timeline"
        aria-label={props.label}
        style={
          {
            "--tl-gutter": `${gutter}px`,
            "--tl-cols": `${columnsWidth}px`,
            "--tl-row": `${laneHeight}px`,
          } as CSSProperties
        }
      >
        <div className="tl-head">
          <div className="tl-corner" />
          <div className="tl-axis" style={{ height: axisHeight({ mode, marks }), flex: 1 }}>
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without a tab index takes no focus. */}
            <canvas ref={axis} aria-hidden="true" />
          </div>
          {columns.length > 0 && (
            <div className="tl-colheads" aria-hidden="true">
              {columns.map((column) => (
                <span key={column.label} style={{ width: column.width }} title={column.title}>
                  {column.label}
                </span>
              ))}
            </div>
          )}
        </div>
        <div
          className="tl-body"
          ref={body}
          style={{ height: Math.min(props.maxHeight, lanes.length * laneHeight) }}
        >
          <div className="tl-size" style={{ height: lanes.length * laneHeight }}>
            <div className="tl-labels">
              {props.rows.map((row, i) => (
                <div key={lanes[i]?.id ?? i} className={rowClass(row)} style={{ top: i * laneHeight }}>
                  {row.label}
                </div>
              ))}
            </div>
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without a tab index takes no focus. */}
            <canvas
              ref={canvas}
              className="tl-canvas"
              aria-hidden="true"
              style={tip?.part ? { cursor: "pointer" } : undefined}
              onMouseMove={(event) => setTip(under(event))}
              onMouseLeave={() => setTip(null)}
              onClick={(event) => {
                const found = under(event)?.part;
                if (!found) return;
                setCurrentId(found.id);
                props.onOpen(found.piece.session.id);
              }}
            />
            {width > 0 && (
              <FocusLayer
                lanes={lanes}
                laneHeight={laneHeight}
                gutter={gutter}
                width={width}
                view={view}
                sight={sight}
                current={current}
                timeZone={timeZone}
                saysPerson={props.saysPerson ?? false}
                wantsFocus={wantsFocus}
                onFocus={setCurrentId}
                onOpen={props.onOpen}
                onKeyDown={onKeyDown}
              />
            )}
            {columns.length > 0 && (
              <div className="tl-cells">
                {props.rows.map((row, i) => (
                  <div key={lanes[i]?.id ?? i} className={rowClass(row)} style={{ top: i * laneHeight }}>
                    {columns.map((column, c) => (
                      <span key={column.label} style={{ width: column.width }}>
                        {row.cells?.[c]}
                      </span>
                    ))}
                  </div>
                ))}
              </div>
            )}
          </div>
        </div>
        {tip && height > 0 && <TimelineTip tip={tip} timeZone={timeZone} />}
      </div>
      {(!isWhole || bridged > 0) && (
        <p className="meta tl-note">
          {bridged > 0 && <span>Pauses under {duration(bridged)} are not drawn at this zoom. </span>}
          {!isWhole && (
            <button type="button" className="link" onClick={() => setView(props.domain)}>
              Show the whole width
            </button>
          )}
        </p>
      )}
    </>
  );
}

function rowClass(row: TimelineRow): string {
  return row.tone ? `tl-row is-${row.tone}` : "tl-row";
}
