import Link from "next/link";
import { count } from "@/lib/format/count";
import { HOME, type SessionsPlace, sessionsHref } from "./sessions-address";

const VIEWS = [
  { label: "All live", q: "" },
  { label: "Idle over 2 h", q: "idle:>2h" },
  { label: "Disconnected", q: "state:disconnected" },
  { label: "On for over a day", q: "on:>24h" },
] as const;

interface ViewsBarProps {
  readonly place: SessionsPlace;
  readonly fleetSessions: number;
  readonly counts: { readonly sessions: number; readonly associates: number; readonly hosts: number };
}

/** Queries that everybody asks, and three ways to gather what a query gives. */
export function ViewsBar({ place, fleetSessions, counts }: ViewsBarProps) {
  const by = place.by === "" ? "sessions" : place.by;
  const pivots = [
    ["sessions", "Sessions", counts.sessions],
    ["associates", "Associates", counts.associates],
    ["hosts", "Hosts", counts.hosts],
  ] as const;
  return (
    <div className="views">
      <nav className="tabs" aria-label="Views">
        {VIEWS.map(({ label, q }) => (
          <Link
            key={label}
            className="tab"
            href={sessionsHref({ ...HOME, by: place.by, q })}
            aria-current={place.q === q ? "page" : undefined}
            scroll={false}
          >
            {label}
            {q === "" && <span className="n">{count(fleetSessions)}</span>}
          </Link>
        ))}
      </nav>
      <nav className="seg" aria-label="Gather by">
        {pivots.map(([name, label, n]) => (
          <Link
            key={name}
            href={sessionsHref({ ...HOME, q: place.q, by: name === "sessions" ? "" : name })}
            aria-current={by === name ? "page" : undefined}
            scroll={false}
          >
            {label}
            <span className="n">{count(n)}</span>
          </Link>
        ))}
      </nav>
    </div>
  );
}
