"use client";

import { memo, type RefObject, useEffect, useMemo, useRef } from "react";
import { visibleText } from "@/lib/format/count";
import { piecesIn } from "./lane-index";
import type { Lane, LanePiece } from "./lanes";
import { personOf, pieceName } from "./names";

interface FocusLayerProps {
  readonly lanes: readonly Lane[];
  readonly laneHeight: number;
  readonly gutter: number;
  readonly width: number;
  readonly view: View;
  /** The view once it has come to rest: all but the current button are put there, not after every frame. */
  readonly restView: View;
  readonly sight: View;
  /** The one tab stop, and its lane. */
  readonly current: LanePiece | null;
  readonly currentLane: number | null;
  readonly timeZone: string;
  readonly saysPerson: boolean;
  /** Set by whoever moved `current` by keyboard. */
  readonly wantsFocus: RefObject<boolean>;
  readonly onFocus: (id: string) => void;
  readonly onOpen: (sessionId: string) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
}

type View = readonly [number, number];

const NO_PARTS: readonly LanePiece[] = [];
/** More buttons than this make every frame pay for what nobody can tab to anyway; the current one always exists. */
const MOST = 700;

export function FocusLayer(props: FocusLayerProps) {
  const { lanes, sight, view, restView, current, currentLane, wantsFocus } = props;
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!wantsFocus.current || !current) return;
    wantsFocus.current = false;
    layer.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }, [current, wantsFocus]);

  const shown = useMemo(() => {
    let left = MOST;
    return lanes.map((lane, i) => {
      if (i < sight[0] - 1 || i > sight[1] + 1) return NO_PARTS;
      const parts = piecesIn(lane, restView, left);
      left -= parts.length;
      return parts;
    });
  }, [lanes, sight[0], sight[1], restView]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside bubble to here.
    <div
      ref={layer}
      className="tl-focus"
      style={{ left: props.gutter, width: props.width }}
      onKeyDown={props.onKeyDown}
    >
      {lanes.map((lane, i) => (
        <LaneButtons
          key={lane.id}
          lane={lane}
          top={i * props.laneHeight + 1}
          height={props.laneHeight - 3}
          parts={shown[i] ?? NO_PARTS}
          current={i === currentLane ? current : null}
          // Only the lane of the current button follows every frame.
          view={i === currentLane ? view : restView}
          restView={restView}
          timeZone={props.timeZone}
          saysPerson={props.saysPerson}
          onFocus={props.onFocus}
          onOpen={props.onOpen}
        />
      ))}
    </div>
  );
}

interface LaneButtonsProps {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
  readonly parts: readonly LanePiece[];
  /** The one tab stop, where it lies on this lane. */
  readonly current: LanePiece | null;
  readonly view: View;
  readonly restView: View;
  readonly timeZone: string;
  readonly saysPerson: boolean;
  readonly onFocus: (id: string) => void;
  readonly onOpen: (sessionId: string) => void;
}

const LaneButtons = memo(function LaneButtons(props: LaneButtonsProps) {
  const { lane, current } = props;
  const parts = withCurrent(props.parts, current);
  if (parts.length === 0) return null;
  const gaps = lane.gaps.length > 0 ? ", partly without data" : "";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would promise a form.
    <div role="group" aria-label={visibleText(`${lane.label}${gaps}`)}>
      {parts.map((part) => {
        const [from, until] = part === current ? props.view : props.restView;
        return (
          <PieceButton
            key={part.id}
            part={part}
            top={props.top}
            height={props.height}
            left={((part.left - from) / (until - from)) * 100}
            width={((part.right - part.left) / (until - from)) * 100}
            isCurrent={part === current}
            timeZone={props.timeZone}
            saysPerson={props.saysPerson}
            onFocus={props.onFocus}
            onOpen={props.onOpen}
          />
        );
      })}
    </div>
  );
});

/** In its place among the others, so that a reader meets it in order. */
function withCurrent(parts: readonly LanePiece[], current: LanePiece | null): readonly LanePiece[] {
  if (!current || parts.includes(current)) return parts;
  const at = parts.findIndex((part) => part.left > current.left);
  return parts.toSpliced(at < 0 ? parts.length : at, 0, current);
}

interface PieceButtonProps {
  readonly part: LanePiece;
  readonly top: number;
  readonly height: number;
  /** Percent of the plot. */
  readonly left: number;
  readonly width: number;
  readonly isCurrent: boolean;
  readonly timeZone: string;
  readonly saysPerson: boolean;
  readonly onFocus: (id: string) => void;
  readonly onOpen: (sessionId: string) => void;
}

const PieceButton = memo(function PieceButton(props: PieceButtonProps) {
  const { part } = props;
  const { session } = part.piece;
  return (
    <button
      type="button"
      className="tl-seg"
      tabIndex={props.isCurrent ? 0 : -1}
      aria-label={pieceName(part.piece, props.timeZone, props.saysPerson ? personOf(session) : undefined)}
      style={{
        left: `${props.left.toFixed(3)}%`,
        width: `max(3px, ${props.width.toFixed(3)}%)`,
        top: props.top,
        height: props.height,
      }}
      onFocus={() => props.onFocus(part.id)}
      onClick={() => props.onOpen(session.id)}
    />
  );
});
