import type { ReactNode } from "react";

/** 14 px: each state differs in form too, so that a grey print reads. */
export const STATE_GLYPHS = {
  active: (
    <>
      <circle cx="7" cy="7" r="5" fill="currentColor" />
    </>
  ),
  idle: (
    <>
      <circle cx="7" cy="7" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M7 2.75a4.25 4.25 0 0 0 0 8.5z" fill="currentColor" />
    </>
  ),
  locked: (
    <>
      <rect x="2.5" y="6" width="9" height="6.5" rx="1.5" fill="currentColor" />
      <path d="M4.5 6V4.3a2.5 2.5 0 0 1 5 0V6" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  disconnected: (
    <>
      <path
        d="M5.4 10.3 4.6 11a2.5 2.5 0 0 1-3.5-3.5l1.3-1.4a2.5 2.5 0 0 1 2-.7M8.6 3.7 9.4 3a2.5 2.5 0 0 1 3.5 3.5l-1.3 1.4a2.5 2.5 0 0 1-2 .7M5 1.8v1.5M1.9 3.7h1.4M9 10.7v1.5M10.7 10.3h1.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
      />
    </>
  ),
  ended: (
    <>
      <path
        d="M1.5 7H10M11 2.5v9"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </>
  ),
  crashed: (
    <>
      <path
        d="m3 3 8 8M11 3l-8 8"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </>
  ),
  ghost: (
    <>
      <circle
        cx="7"
        cy="7"
        r="4.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="2.2 1.9"
      />
      <circle cx="7" cy="7" r="1" fill="currentColor" />
    </>
  ),
  nodata: (
    <>
      <path
        d="M2 6 6 2M2 10l8-8M4 12l8-8M8 12l4-4M2 8l4 4M2 4l8 8M4 2l8 8M8 2l4 4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1"
      />
    </>
  ),
  stale: (
    <>
      <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path
        d="M7 4.5V7.2L4.8 8.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
      />
    </>
  ),
  windows: (
    <>
      <path
        d="M2 2.7 6.4 2.1v4.5H2zM7.2 2 12 1.3v5.3H7.2zM2 7.4h4.4v4.5L2 11.3zM7.2 7.4H12v5.3L7.2 12z"
        fill="currentColor"
      />
    </>
  ),
  linux: (
    <>
      <path
        d="m2.5 4 3 3-3 3M7 10.5h4.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type GlyphName = keyof typeof STATE_GLYPHS;
