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
    <Link className="counter" href={href} aria-current={isOn || undefined} scroll={false}>
      {label}
      <b>{value}</b>
      {note !== undefined && <small>{note}</small>}
    </Link>
  );
}
