import { Counter } from "@/components/ui/counter";
import { StateLabel } from "@/components/ui/state";
import type { LiveState } from "@/lib/domain/live-session";
import { type SessionQuery, sessionQueryText, withChip } from "@/lib/domain/session-query";
import { count } from "@/lib/format/count";
import { type SessionsPlace, sessionsHref } from "./sessions-address";

const STATES = ["active", "idle", "locked", "disconnected"] as const satisfies readonly LiveState[];

interface SessionCountersProps {
  readonly place: SessionsPlace;
  readonly query: SessionQuery;
  readonly byState: Readonly<Record<LiveState, { readonly fleet: number; readonly inView: number }>>;
  /** Where the list of a host and its log disagree. */
  readonly ghosts: number;
  readonly staleHosts: number;
  readonly enrolledHosts: number;
  readonly hasAny: boolean;
}

/** The fleet in large, this view in small; each is a filter, and pressed again takes it away. */
export function SessionCounters(props: SessionCountersProps) {
  const { place, query, byState, ghosts, staleHosts, enrolledHosts, hasAny } = props;
  const toggled = (kind: "state" | "stale", chip: string, isOn: boolean) =>
    sessionsHref({
      ...place,
      after: "",
      s: "",
      q: sessionQueryText(withChip(query, kind, isOn ? null : chip)),
    });
  const chosen = query.terms.filter((term) => term.kind === "state").flatMap((term) => term.states);
  const isStaleOn = query.terms.some((term) => term.kind === "stale" && term.stale);
  return (
    <nav className="counters" aria-label="Counters, each filters">
      {STATES.map((state) => {
        const isOn = chosen.length === 1 && chosen[0] === state;
        return (
          <Counter
            key={state}
            label={<StateLabel state={state} />}
            value={hasAny ? count(byState[state].fleet) : "–"}
            note={hasAny ? `${count(byState[state].inView)} in view` : "no host yet"}
            href={toggled("state", `state:${state}`, isOn)}
            isOn={isOn}
          />
        );
      })}
      <Counter
        label={<StateLabel state="stale">Stale hosts</StateLabel>}
        value={enrolledHosts > 0 ? count(staleHosts) : "–"}
        note={enrolledHosts > 0 ? "silent for over 60 s" : "no host yet"}
        href={toggled("stale", "stale:yes", isStaleOn)}
        isOn={isStaleOn}
      />
      <Counter
        label={<StateLabel state="ghost">Ghosts</StateLabel>}
        value={hasAny ? count(ghosts) : "–"}
        note={hasAny ? "list and log disagree" : "no host yet"}
        href="/sessions/ghosts"
        isOn={false}
      />
    </nav>
  );
}
