"use client";

import { memo, type RefObject, useEffect, useRef } from "react";
import type { Lane, LanePiece } from "./lanes";
import { personOf, pieceName } from "./names";

interface FocusLayerProps {
  readonly lanes: readonly Lane[];
  readonly laneHeight: number;
  readonly gutter: number;
  readonly width: number;
  readonly view: readonly [number, number];
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
  const { lanes, sight, view, current, wantsFocus } = props;
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!wantsFocus.current || !current) return;
    wantsFocus.current = false;
    layer.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }, [current, wantsFocus]);

  let left = MOST;
  const shown = lanes.map((lane, i) => {
    const isNear = i >= sight[0] - 1 && i <= sight[1] + 1;
    return lane.pieces.filter((part) => {
      if (part.id === current?.id) return true;
      return isNear && part.right >= view[0] && part.left <= view[1] && left-- > 0;
    });
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside bubble to here.
    <div
      ref={layer}
      className="tl-focus"
      style={{ left: props.gutter, width: props.width }}
      onKeyDown={props.onKeyDown}
    >
      {lanes.map((lane, i) => {
        const parts = shown[i] ?? [];
        if (parts.length === 0) return null;
        const gaps = lane.gaps.length > 0 ? ", partly without data" : "";
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset would promise a form.
          <div key={lane.id} role="group" aria-label={`${lane.label}${gaps}`}>
            {parts.map((part) => (
              <PieceButton
                key={part.id}
                part={part}
                top={i * props.laneHeight + 1}
                height={props.laneHeight - 3}
                left={((part.left - view[0]) / (view[1] - view[0])) * 100}
                width={((part.right - part.left) / (view[1] - view[0])) * 100}
                isCurrent={part.id === current?.id}
                timeZone={props.timeZone}
                saysPerson={props.saysPerson}
                onFocus={props.onFocus}
                onOpen={props.onOpen}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
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
