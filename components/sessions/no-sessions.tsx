import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { type SessionQuery, sessionQueryText, withoutTerm } from "@/lib/domain/session-query";
import { count, counted } from "@/lib/format/count";
import { ChipText } from "./query-bar";
import { HOME, type SessionsPlace, sessionsHref } from "./sessions-address";

/** Nobody has reported yet: says what to do about it. */
export function NoHosts({
  canEnrol,
  canImport,
}: {
  readonly canEnrol: boolean;
  readonly canImport: boolean;
}) {
  return (
    <div className="empty">
      <h2>Who is on, once a host reports</h2>
      <p>No host has reported yet. No filter hides anything here.</p>
      <div className="start">
        <div>
          <Icon name="hosts" />
          <h3>Enrol the first host</h3>
          <p>One command on Windows or Linux. Its sessions appear within seconds.</p>
          {canEnrol ? (
            <Link className="btn primary" href="/enrolment">
              Enrol the first host
            </Link>
          ) : (
            <span className="hint">An administrator enrols hosts.</span>
          )}
        </div>
        <div>
          <Icon name="sessions" />
          <h3>Explore a demo fleet</h3>
          <p>
            Made-up hosts and people that log on and off by themselves. Stop Curfew and start it with{" "}
            <code className="mono">npm start -- --demo</code>.
          </p>
        </div>
        <div>
          <Icon name="import" />
          <h3>Import a log</h3>
          <p>Security logs of hosts that have no agent. Who was on when, and how each session ended.</p>
          {canImport ? (
            <Link className="btn" href="/imports">
              Import a log
            </Link>
          ) : (
            <span className="hint">An operator imports logs.</span>
          )}
        </div>
      </div>
    </div>
  );
}

/** Hosts report, and nobody is on. */
export function NobodyOn({ freshHosts }: { readonly freshHosts: number }) {
  return (
    <div className="empty">
      <h2>Nobody is logged on</h2>
      <p>
        {counted(freshHosts, "host")} up to date, and none lists a session. A new one appears here by itself.
      </p>
    </div>
  );
}

interface NoMatchProps {
  readonly place: SessionsPlace;
  readonly query: SessionQuery;
  /** What clearing each chip would return. */
  readonly withoutEach: readonly number[];
  readonly freshHosts: number;
  readonly staleHosts: number;
}

export function NoMatch({ place, query, withoutEach, freshHosts, staleHosts }: NoMatchProps) {
  const choices = query.terms
    .map((term, i) => ({
      term,
      found: withoutEach[i] ?? 0,
      href: sessionsHref({ ...HOME, by: place.by, q: sessionQueryText(withoutTerm(query, i)) }),
    }))
    .filter(({ term }) => term.kind !== "unknown")
    .sort((a, b) => b.found - a.found);
  return (
    <div className="empty">
      <h2>{choices.length > 1 ? `No session matches all ${choices.length} chips` : "No session matches"}</h2>
      <p>
        {counted(freshHosts, "host is", "hosts are")} up to date
        {staleHosts > 0 && `; the ${count(staleHosts)} stale count as last reported`}.
      </p>
      <ul className="clear">
        {choices.map(({ term, found, href }) => (
          <li key={href}>
            <Link href={href} scroll={false}>
              <span>Clear chip</span>
              <span className="chip">
                <ChipText term={term} />
              </span>
              <span className="n">
                <b>{count(found)}</b> {found === 1 ? "session" : "sessions"}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="row">
        <Link className="btn" href={sessionsHref({ ...HOME, by: place.by })}>
          Clear all chips
        </Link>
      </div>
    </div>
  );
}
