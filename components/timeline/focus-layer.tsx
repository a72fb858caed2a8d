"use client";

import { memo, type RefObject, useEffect, useMemo, useRef } from "react";
import { piecesIn } from "./lane-index";
import type { Lane, LanePiece } from "./lanes";
import { personOf, pieceName } from "./names";

interface FocusLayerProps {
  readonly lanes: readonly Lane[];
  readonly laneHeight: number;
  readonly gutter: number;
  readonly width: number;
  readonly view: readonly [number, number];
  /** The view once it has come to rest: all but the current button are put there, not after every frame. */
  readonly restView: readonly [number, number];
  readonly sight: readonly [number, number];
  /** The one tab stop. */
  readonly current: LanePiece | null;
  readonly timeZone: string;
  readonly saysPerson: boolean;
  /** Set by whoever moved `current` by keyboard. */
  readonly wantsFocus: RefObject<boolean>;
  readonly onFocus: (id: string) => void;
  readonly onOpen: (sessionId: string) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
}

/** More buttons than this make every frame pay for what nobody can tab to anyway; the current one always exists. */
const MOST = 700;

export function FocusLayer(props: FocusLayerProps) {
  const { lanes, sight, view, restView, current, wantsFocus } = props;
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!wantsFocus.current || !current) return;
    wantsFocus.current = false;
    layer.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }, [current, wantsFocus]);

  const shown = useMemo(() => {
    let left = MOST;
    return lanes.map((lane, i) => {
      if (i < sight[0] - 1 || i > sight[1] + 1) return [];
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
      {lanes.map((lane, i) => {
        const parts = withCurrent(shown[i] ?? [], lane, current);
        if (parts.length === 0) return null;
        const gaps = lane.gaps.length > 0 ? ", partly without data" : "";
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset would promise a form.
          <div key={lane.id} role="group" aria-label={`${lane.label}${gaps}`}>
            {parts.map((part) => {
              const [from, until] = part.id === current?.id ? view : restView;
              return (
                <PieceButton
                  key={part.id}
                  part={part}
                  top={i * props.laneHeight + 1}
                  height={props.laneHeight - 3}
                  left={((part.left - from) / (until - from)) * 100}
                  width={((part.right - part.left) / (until - from)) * 100}
                  isCurrent={part.id === current?.id}
                  timeZone={props.timeZone}
                  saysPerson={props.saysPerson}
                  onFocus={props.onFocus}
                  onOpen={props.onOpen}
                />
              );
            })}
          </div>
        );
      })}
    </div>
  );
}

/** In its place among the others, so that a reader meets it in order. */
function withCurrent(
  parts: readonly LanePiece[],
  lane: Lane,
  current: LanePiece | null,
): readonly LanePiece[] {
  if (!current || parts.includes(current) || !lane.pieces.includes(current)) return parts;
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
