import Link from "next/link";
import type { ReactNode } from "react";

interface CounterProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly note?: ReactNode;
  /** Where the filter lives: counters are links, so that the URL holds what is shown. */
  readonly href: string;
  readonly isOn: boolean;
}

/** A number that is a filter. */
export function Counter({ label, value, note, href, isOn }: CounterProps) {
  return (
    // The same page with another filter: fetched ahead, it would be its frame without a row, once a counter and redraw.
    <Link className="counter" href={href} aria-current={isOn || undefined} scroll={false} prefetch={false}>
      {label}
      <b>{value}</b>
      {note !== undefined && <small>{note}</small>}
    </Link>
  );
}
