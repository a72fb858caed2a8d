"use client";

import { ICONS } from "./icon-shapes";
import { STATE_GLYPHS } from "./state-shapes";

const HATCHED = ["active", "idle", "locked", "disconnected", "ended", "crashed"] as const;

/**
 * Every shape, drawn once a page: `#i-…` icons, `#s-…` state glyphs, `#hatch-…` and `#nodata` fills. The browser's script has
 * them, and keeps them: from the server they would come with every page as its content, a second time, shape by shape.
 */
export function Sprite() {
  return (
    <svg className="sprite" width="0" height="0" aria-hidden="true">
      <defs>
        {HATCHED.map((state) => (
          <pattern
            key={state}
            id={`hatch-${state}`}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="2.2" height="5" style={{ fill: `var(--${state})` }} />
          </pattern>
        ))}
        <pattern id="nodata" width="5" height="5" patternUnits="userSpaceOnUse">
          <path d="M0 0 5 5M5 0 0 5" style={{ stroke: "var(--line-strong)", strokeWidth: 1 }} />
        </pattern>
        {Object.entries(ICONS).map(([name, shape]) => (
          <symbol key={name} id={`i-${name}`} viewBox="0 0 16 16">
            {shape}
          </symbol>
        ))}
        {Object.entries(STATE_GLYPHS).map(([name, shape]) => (
          <symbol key={name} id={`s-${name}`} viewBox="0 0 14 14">
            {shape}
          </symbol>
        ))}
      </defs>
    </svg>
  );
}
