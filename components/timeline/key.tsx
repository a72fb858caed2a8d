"use client";

import type { ReactNode } from "react";

/** The legend, drawn in the forms of the bars: the same on every page, so that no page has to tell it. */
export function TimelineKey({ hasMarks = false }: { readonly hasMarks?: boolean }) {
  return (
    <section className="key" aria-label="Key to the forms">
      {(
        [
          ["active", 14],
          ["idle", 9],
          ["locked", 5],
          ["disconnected", 2],
        ] as const
      ).map(([state, height]) => (
        <Entry key={state} width={20} word={state}>
          <path d="M0 14.5H20" stroke="var(--line-strong)" />
          <rect y={14 - height} width="20" height={height} className={`b-${state}`} />
        </Entry>
      ))}
      <Entry width={22} word="may have been on">
        <rect width="10" height="14" className="b-active" />
        <path d="M10 13 23 0M14 14 24 4M10 6 16 0" stroke="var(--active)" strokeWidth="1.6" />
        <path d="M21.5 0v14" stroke="var(--active)" strokeDasharray="2 2" />
      </Entry>
      <Entry width={22} word="earliest – latest end">
        <path d="M1 8h20M1.5 5v6M20.5 5v6" stroke="var(--ink)" />
      </Entry>
      <Entry width={8} word="logged off">
        <rect x="3" width="2" height="14" className="b-ended" />
      </Entry>
      <Entry width={10} word="shut down">
        <path d="M8 1H3M8 13.500H3M8 1v13" stroke="var(--ended)" strokeWidth="2" fill="none" />
      </Entry>
      <Entry width={16} word="crash">
        <path
          d="M2 1l4 3.200-4 3.200 4 3.200-4 3.200M9 5l6 6M15 5l-6 6"
          fill="none"
          stroke="var(--crashed)"
          strokeWidth="1.800"
        />
      </Entry>
      <Entry width={36} word="order, proved">
        <path d="M0 0h36l-4 6 4 6H0zM0 0h2v15H0z" fill="var(--ink)" />
        <text x="5" y="9.500" className="flag-in">
          1042
        </text>
      </Entry>
      <Entry width={30} word="order, not proved">
        <path d="M1 .6h27l-3.500 5.400 3.500 5.400H1z" fill="none" stroke="var(--ink)" strokeWidth="1.200" />
        <path d="M0 0h2v15H0z" fill="var(--ink)" />
        <text x="5" y="9.500" className="flag-out">
          ?29
        </text>
      </Entry>
      <Entry width={22} word="no session">
        <path d="M0 14.5H22" stroke="var(--line-strong)" />
      </Entry>
      <Entry width={22} word="no data">
        <path
          d="M0 7 7 0M0 14 14 0M7 14 21 0M14 14 22 6M0 0l14 14M7 0l14 14M14 0l8 8M0 7l7 7"
          stroke="var(--ink-3)"
          strokeWidth=".8"
        />
      </Entry>
      {hasMarks && (
        <Entry width={12} word="boot">
          <path d="M6 2l5 9H1z" fill="var(--ink)" />
        </Entry>
      )}
    </section>
  );
}

function Entry({
  width,
  word,
  children,
}: {
  readonly width: number;
  readonly word: string;
  readonly children: ReactNode;
}) {
  return (
    <span>
      <svg width={width} height="16" viewBox={`0 0 ${width} 16`} aria-hidden="true">
        {children}
      </svg>
      {word}
    </span>
  );
}
