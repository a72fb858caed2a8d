import type { ReactNode } from "react";

/** 16 px, drawn with the stroke of `.i`. */
export const ICONS = {
  sessions: (
    <>
      <rect x="2" y="3" width="12" height="8" rx="1.5" />
      <path d="M5.5 13.5h5M8 11v2.5" />
    </>
  ),
  policy: (
    <>
      <path d="M8 2.2 13 4v4c0 3-2.1 5-5 5.8C5.1 13 3 11 3 8V4zM6 7.9l1.5 1.5 2.7-2.9" />
    </>
  ),
  bell: (
    <>
      <path d="M4 11V7.5a4 4 0 0 1 8 0V11l1.2 1.5H2.8zM6.7 14.2h2.6" />
    </>
  ),
  associates: (
    <>
      <circle cx="8" cy="5.5" r="2.75" />
      <path d="M2.75 13.5c.6-2.6 2.7-4 5.25-4s4.65 1.4 5.25 4" />
    </>
  ),
  hosts: (
    <>
      <rect x="2.5" y="2.5" width="11" height="4.5" rx="1.2" />
      <rect x="2.5" y="9" width="11" height="4.5" rx="1.2" />
      <path d="M5 4.75h.01M5 11.25h.01" />
    </>
  ),
  orders: (
    <>
      <path d="M6 2.5H4A1.5 1.5 0 0 0 2.5 4v8A1.5 1.5 0 0 0 4 13.5h2M10 11l3-3-3-3M13 8H6.5" />
    </>
  ),
  history: (
    <>
      <path d="M2.5 8A5.5 5.5 0 1 0 4.2 4L2.5 5.6M2.5 2.8v2.8h2.8M8 5v3.2l2.2 1.3" />
    </>
  ),
  reports: (
    <>
      <path d="M2.5 13.5h11M4.5 13.5V9M8 13.5v-10M11.5 13.5V6.5" />
    </>
  ),
  trail: (
    <>
      <path d="M6.7 9.3 9.3 6.7M7.3 4.7l1-1a2.8 2.8 0 0 1 4 4l-1 1M8.7 11.3l-1 1a2.8 2.8 0 0 1-4-4l1-1" />
    </>
  ),
  import: (
    <>
      <path d="M8 2.5v7M5 6.8 8 9.8l3-3M2.5 11v1.2A1.3 1.3 0 0 0 3.8 13.5h8.4a1.3 1.3 0 0 0 1.3-1.3V11" />
    </>
  ),
  enrolment: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  settings: (
    <>
      <path d="M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6" />
      <circle cx="10" cy="4.5" r="1.5" />
      <circle cx="6" cy="11.5" r="1.5" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3l2 1.5" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.7" />
      <path d="M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1" />
    </>
  ),
  moon: (
    <>
      <path d="M13.3 9.6A5.7 5.7 0 0 1 6.4 2.7a5.7 5.7 0 1 0 6.9 6.9z" />
    </>
  ),
  sidebar: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="M6 3v10" />
    </>
  ),
  x: (
    <>
      <path d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
  down: (
    <>
      <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />
    </>
  ),
  up: (
    <>
      <path d="m4.5 9.5 3.5-3.5 3.5 3.5" />
    </>
  ),
  right: (
    <>
      <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3.5v9M3.5 8h9" />
    </>
  ),
  columns: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1.5" />
      <path d="M6.2 3v10M9.8 3v10" />
    </>
  ),
  download: (
    <>
      <path d="M8 2.5v7M5 6.8 8 9.8l3-3M3 13.5h10" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </>
  ),
  message: (
    <>
      <path d="M2.5 4A1.5 1.5 0 0 1 4 2.5h8A1.5 1.5 0 0 1 13.5 4v5A1.5 1.5 0 0 1 12 10.5H7l-3 2.7v-2.7A1.5 1.5 0 0 1 2.5 9z" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.5 14 13H2z" />
      <path d="M8 6.5v3M8 11.2h.01" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.5V11M8 5.2h.01" />
    </>
  ),
  check: (
    <>
      <path d="m3.5 8.5 3 3 6-7" />
    </>
  ),
  presenting: (
    <>
      <rect x="2" y="3" width="12" height="8" rx="1.5" />
      <path d="M8 9V5.5M6.2 7.2 8 5.4l1.8 1.8M5.5 13.5h5" />
    </>
  ),
  shield: (
    <>
      <path d="M8 2 13 4v4c0 3-2.2 5.2-5 6-2.8-.8-5-3-5-6V4z" />
      <path d="m6 8 1.5 1.5L10.2 6.6" />
    </>
  ),
  help: (
    <>
      <path d="M6 6.2A2 2 0 0 1 8 4.5c1.2 0 2 .8 2 1.8 0 1.5-2 1.6-2 3.2M8 11.7h.01" />
    </>
  ),
  link: (
    <>
      <path d="M6.5 3.5H4A1.5 1.5 0 0 0 2.5 5v7A1.5 1.5 0 0 0 4 13.5h7a1.5 1.5 0 0 0 1.5-1.5V9.5M9.5 2.5h4v4M13.5 2.5 7.5 8.5" />
    </>
  ),
  more: (
    <>
      <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />
    </>
  ),
  off: (
    <>
      <path d="M2.5 2.5l11 11M6.3 11.3a2.6 2.6 0 0 1 3.4 0M4 8.8a6 6 0 0 1 2.3-1.4M9.9 7.5A6 6 0 0 1 12 8.8M2 6.3a9 9 0 0 1 2.3-1.6M7 3.8a9 9 0 0 1 7 2.5" />
    </>
  ),
  out: (
    <>
      <path d="M6 2.5H4A1.5 1.5 0 0 0 2.5 4v8A1.5 1.5 0 0 0 4 13.5h2M10.5 11l3-3-3-3M13 8H6.5" />
    </>
  ),
  key: (
    <>
      <circle cx="5.5" cy="10.5" r="3" />
      <path d="m7.7 8.3 5.3-5.3M11 5l1.8 1.8M9.5 6.5 11 8" />
    </>
  ),
  retry: (
    <>
      <path d="M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof ICONS;
