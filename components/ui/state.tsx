import type { ReactNode } from "react";
import type { GlyphName } from "./state-shapes";

const WORDS = {
  active: "Active",
  idle: "Idle",
  locked: "Locked",
  disconnected: "Disconnected",
  closing: "Closing",
  ended: "Ended",
  crashed: "Crashed",
  ghost: "Ghost?",
  nodata: "No data",
  stale: "Stale",
} as const;

export type ShownState = keyof typeof WORDS;

const GLYPHS: Record<ShownState, GlyphName> = {
  active: "active",
  idle: "idle",
  locked: "locked",
  disconnected: "disconnected",
  closing: "ended",
  ended: "ended",
  crashed: "crashed",
  ghost: "ghost",
  nodata: "nodata",
  stale: "stale",
};

/** Glyph and word; `children` replace the word. */
export function StateLabel({
  state,
  children,
}: {
  readonly state: ShownState;
  readonly children?: ReactNode;
}) {
  return (
    <span className="st" data-s={hueOf(state)}>
      <StateGlyph state={state} />
      {children ?? WORDS[state]}
    </span>
  );
}

/** The form alone, for places that say the state in words beside it. */
export function StateGlyph({ state }: { readonly state: ShownState }) {
  return <Glyph name={GLYPHS[state]} hue={hueOf(state)} />;
}

/** Which system a host runs. */
export function PlatformGlyph({ platform }: { readonly platform: string }) {
  return <Glyph name={platform === "windows" ? "windows" : "linux"} />;
}

function Glyph({ name, hue }: { readonly name: GlyphName; readonly hue?: string }) {
  return (
    <svg className="glyph" data-s={hue} aria-hidden="true">
      <use href={`#s-${name}`} />
    </svg>
  );
}

function hueOf(state: ShownState): string {
  return state === "closing" ? "ended" : state;
}
