import Link from "next/link";
import type { ActionResult } from "@/lib/domain/action-result";
import { count, visibleText } from "@/lib/format/count";
import { SaveView } from "./save-view";
import { HOME, type SessionsPlace, sessionsHref } from "./sessions-address";
import { ViewMenu } from "./view-menu";

const VIEWS = [
  { label: "All live", q: "" },
  { label: "Idle over 2 h", q: "idle:>2h" },
  { label: "Disconnected", q: "state:disconnected" },
  { label: "On for over a day", q: "on:>24h" },
] as const;

/** A query that somebody gave a name. */
export interface SavedView {
  readonly id: number;
  readonly name: string;
  readonly q: string;
  readonly sort: string;
  readonly by: string;
  readonly isShared: boolean;
  readonly sharedBy: string | null;
  readonly mayDelete: boolean;
}

export interface ViewActions {
  readonly mayShare: boolean;
  readonly saveView: (input: object) => Promise<ActionResult<{ viewId: number }>>;
  readonly deleteView: (input: object) => Promise<ActionResult<{ viewId: number }>>;
}

interface ViewsBarProps extends ViewActions {
  readonly place: SessionsPlace;
  readonly saved: readonly SavedView[];
  readonly fleetSessions: number;
  readonly counts: { readonly sessions: number; readonly associates: number; readonly hosts: number };
}

/** Queries that everybody asks or somebody keeps, and three ways to gather what a query gives. */
export function ViewsBar({ place, saved, fleetSessions, counts, ...actions }: ViewsBarProps) {
  const by = place.by === "" ? "sessions" : place.by;
  const shown = saved.find((view) => isShown(view, place));
  const isCommon = VIEWS.some(({ q }) => q === place.q) && place.sort === "";
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
            aria-current={!shown && place.q === q ? "page" : undefined}
            scroll={false}
            prefetch={false}
          >
            {label}
            {q === "" && <span className="n">{count(fleetSessions)}</span>}
          </Link>
        ))}
        {saved.map((view) => (
          <Link
            key={view.id}
            className="tab"
            href={sessionsHref({ ...HOME, q: view.q, sort: view.sort, by: view.by })}
            aria-current={view === shown ? "page" : undefined}
            title={visibleText(view.sharedBy === null ? view.q : `${view.q}, shared by ${view.sharedBy}`)}
            scroll={false}
            prefetch={false}
          >
            {visibleText(view.name)}
            {view.isShared && <span className="n">shared</span>}
          </Link>
        ))}
      </nav>
      {shown ? (
        <ViewMenu view={shown} deleteView={actions.deleteView} />
      ) : (
        !(isCommon && place.by === "") && (
          <SaveView place={place} mayShare={actions.mayShare} saveView={actions.saveView} />
        )
      )}
      <nav className="seg" aria-label="Gather by">
        {pivots.map(([name, label, n]) => (
          <Link
            key={name}
            href={sessionsHref({ ...HOME, q: place.q, by: name === "sessions" ? "" : name })}
            aria-current={by === name ? "page" : undefined}
            scroll={false}
            prefetch={false}
          >
            {label}
            <span className="n">{count(n)}</span>
          </Link>
        ))}
      </nav>
    </div>
  );
}

function isShown(view: SavedView, place: SessionsPlace): boolean {
  return view.q === place.q && view.sort === place.sort && view.by === place.by;
}
