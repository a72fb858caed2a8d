"use client";

import { type CSSProperties, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { zoneClock } from "@/lib/domain/zone-clock";
import { visibleText } from "@/lib/format/count";
import { axisHeight } from "./draw-axis";
import { bridgedMs } from "./draw-lanes";
import { FocusLayer } from "./focus-layer";
import { followed, markForKey, placeForKey, viewForKey } from "./keys";
import type { Lane, LaneGap, LanePiece } from "./lanes";
import { firstPlace, pieceAt, pieceUnder, placeOf } from "./navigate";
import type { HostMark } from "./scene";
import type { Span } from "./span";
import { TimelineNotes } from "./timeline-notes";
import { ColumnHeads, RowCells, RowLabels, type TimelineColumn, type TimelineRow } from "./timeline-parts";
import { TimelineTip } from "./timeline-tip";
import { useDragging } from "./use-dragging";
import { usePainted } from "./use-painted";
import { useRest } from "./use-rest";
import { useWheelView } from "./use-wheel-view";

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
  /** What is marked. */
  readonly span?: Span | null;
  /** Absent where nothing can be marked. */
  readonly onSpan?: (span: Span | null) => void;
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
  const {
    lanes,
    laneHeight,
    gutter,
    columns = NO_COLUMNS,
    marks = NO_MARKS,
    mode,
    span = null,
    timeZone,
  } = props;
  const columnsWidth = columns.length === 0 ? 0 : columns.reduce((sum, column) => sum + column.width, 12);
  const [view, setView] = useState(props.domain);
  const [seenDomain, setSeenDomain] = useState(props.domain);
  if (seenDomain[0] !== props.domain[0] || seenDomain[1] !== props.domain[1]) {
    setSeenDomain(props.domain);
    setView(followed(view, seenDomain, props.domain));
  }
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const [begin, setBegin] = useState<number | null>(null);
  const body = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const axis = useRef<HTMLCanvasElement>(null);
  const wantsFocus = useRef(false);
  const clock = useMemo(() => zoneClock(timeZone), [timeZone]);
  const [plotWidth, setPlotWidth] = useState(0);
  const dragging = useDragging({
    canvas,
    body,
    lanes,
    laneHeight,
    width: plotWidth,
    view,
    domain: props.domain,
    clock,
    onView: setView,
    onSpan: props.onSpan ?? null,
  });
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
      span: dragging.draft ?? span,
      begin,
    },
  });
  if (width !== plotWidth) setPlotWidth(width);
  const place = useMemo(() => placeOf(lanes, currentId) ?? firstPlace(lanes), [lanes, currentId]);
  const current = pieceAt(lanes, place);
  const restView = useRest(view, dragging.isPanning);

  const isWhole = view[0] <= props.domain[0] && view[1] >= props.domain[1];

  const scrollToLane = useEffectEvent((lane: number) => {
    const box = body.current;
    if (!box) return;
    const top = lane * laneHeight;
    if (top < box.scrollTop) box.scrollTop = Math.max(0, top - laneHeight);
    else if (top + laneHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - box.clientHeight + 2 * laneHeight;
    }
  });

  useWheelView({ body, canvas, view, domain: props.domain, width, onView: setView });

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
    const mark = props.onSpan && current && markForKey(event.key, current.piece, begin, span);
    const isForgetting = event.key === "Escape" && (begin !== null || span !== null);
    if ((mark || isForgetting) && !event.ctrlKey) {
      event.preventDefault();
      event.stopPropagation();
      setBegin(mark ? mark.begin : null);
      if (mark?.span || (isForgetting && begin === null)) props.onSpan?.(mark?.span ?? null);
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

  const bridged = width > 0 ? bridgedMs({ view, width }) : 0;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would promise a form. */}
      <div
        className={dragging.isPanning ? "tl is-panning" : "tl"}
        role="group"
        aria-roledescription="timeline"
        aria-label={visibleText(props.label)}
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
            <canvas
              ref={axis}
              aria-hidden="true"
              className={mode === "line" ? "is-marking" : undefined}
              onPointerDown={(event) => mode === "line" && dragging.start(event, "axis")}
              onPointerMove={dragging.move}
              onPointerUp={dragging.end}
              onPointerCancel={dragging.cancel}
            />
          </div>
          <ColumnHeads columns={columns} />
        </div>
        <div
          className="tl-body"
          ref={body}
          style={{ height: Math.min(props.maxHeight, lanes.length * laneHeight) }}
        >
          <div className="tl-size" style={{ height: lanes.length * laneHeight }}>
            <div
              className={mode === "day" ? "tl-labels is-marking" : "tl-labels"}
              onPointerDown={(event) => mode === "day" && dragging.start(event, "days")}
              onPointerMove={dragging.move}
              onPointerUp={dragging.end}
              onPointerCancel={dragging.cancel}
            >
              <RowLabels lanes={lanes} rows={props.rows} laneHeight={laneHeight} />
            </div>
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without a tab index takes no focus. */}
            <canvas
              ref={canvas}
              className="tl-canvas"
              aria-hidden="true"
              style={tip?.part ? { cursor: "pointer" } : undefined}
              onMouseMove={(event) => setTip(event.buttons === 0 ? under(event) : null)}
              onMouseLeave={() => setTip(null)}
              onPointerDown={(event) => dragging.start(event, "lanes")}
              onPointerMove={dragging.move}
              onPointerUp={dragging.end}
              onPointerCancel={dragging.cancel}
              onClick={(event) => {
                const found = dragging.tookClick() ? null : under(event)?.part;
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
                restView={restView}
                sight={sight}
                current={current}
                currentLane={place?.lane ?? null}
                timeZone={timeZone}
                saysPerson={props.saysPerson ?? false}
                wantsFocus={wantsFocus}
                onFocus={setCurrentId}
                onOpen={props.onOpen}
                onKeyDown={onKeyDown}
              />
            )}
            <RowCells lanes={lanes} rows={props.rows} laneHeight={laneHeight} columns={columns} />
          </div>
        </div>
        {tip && height > 0 && <TimelineTip tip={tip} timeZone={timeZone} />}
      </div>
      <TimelineNotes
        draft={dragging.draft}
        begin={begin}
        bridgedMs={bridged}
        timeZone={timeZone}
        onWhole={isWhole ? null : () => setView(props.domain)}
      />
    </>
  );
}
