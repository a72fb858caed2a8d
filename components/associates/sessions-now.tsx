"use client";

import Link from "next/link";
import { useState } from "react";
import { useNow } from "@/components/live/use-now";
import { LogoffDialog } from "@/components/sessions/logoff-dialog";
import type { AskedTargets, OrderActions } from "@/components/sessions/order-asking";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { StateLabel } from "@/components/ui/state";
import type { LiveState, SessionKind } from "@/lib/domain/live-session";
import { isStale } from "@/lib/domain/live-session";
import { clockOrDay, clockTime } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { ago, duration } from "@/lib/format/duration";

export interface SessionNow {
  readonly id: string;
  readonly hostId: number;
  readonly hostName: string;
  readonly associateId: number | null;
  readonly associateName: string;
  readonly state: LiveState;
  readonly kind: SessionKind;
  readonly clientName: string;
  readonly loggedOnAt: number;
  readonly stateSince: number | null;
  readonly reportedAt: number | null;
  readonly isYou: boolean;
  readonly isProtected: boolean;
}

interface SessionsNowProps {
  readonly sessions: readonly SessionNow[];
  /** What the rows are about is said above them: on a person's page each row names the host, on a host's the person. */
  readonly names: "host" | "associate";
  /** When the host last told what is on it; null where it never did. */
  readonly reportedAt?: number | null;
  /** A long list scrolls in a few rows' height. */
  readonly isShort?: boolean;
  readonly now: number;
  readonly timeZone: string;
  /** Why nobody can be logged off from here; null where they can. */
  readonly disabledBecause: string | null;
  readonly orderActions: OrderActions;
}

export function SessionsNow(props: SessionsNowProps) {
  const { sessions, names, timeZone } = props;
  const now = useNow(props.now);
  const [targets, setTargets] = useState<AskedTargets | null>(null);
  return (
    <section className="now" aria-label="Sessions now">
      <div className={props.isShort ? "now-rows is-short" : "now-rows"}>
        {sessions.map((session) => {
          const stale = isStale(session.reportedAt, now);
          const name = visibleText(names === "host" ? session.hostName : session.associateName);
          return (
            <div key={session.id} className={stale ? "now-row is-stale" : "now-row"}>
              <StateLabel state={session.state} />
              {names === "host" ? (
                <Link className="link mono trunc" href={`/hosts/${session.hostId}`}>
                  {name}
                </Link>
              ) : session.associateId === null ? (
                <span className="mono trunc">{name}</span>
              ) : (
                <Link className="link mono trunc" href={`/associates/${session.associateId}`}>
                  {name}
                </Link>
              )}
              <span className="meta">
                {session.kind}
                {session.isYou && <Badge>you</Badge>}
              </span>
              <span>
                Logged on <span className="mono">{clockOrDay(session.loggedOnAt, now, timeZone)}</span>{" "}
                <span className="quiet">· ≥ {duration(now - session.loggedOnAt)}</span>
              </span>
              <span className="meta">
                {session.stateSince === null
                  ? session.clientName && visibleText(`from ${session.clientName}`)
                  : `${session.state} for ≥ ${duration(now - session.stateSince)}`}
              </span>
              <span className="meta" title="As the host's own session manager lists it">
                {session.reportedAt === null
                  ? "never reported"
                  : stale
                    ? `as of ${clockTime(session.reportedAt, timeZone)}`
                    : `host, ${ago(session.reportedAt, now)}`}
              </span>
              <span className="no-print">
                <Button
                  look="ghost"
                  isSmall
                  disabledBecause={props.disabledBecause}
                  aria-label={visibleText(`Log off ${session.associateName} from ${session.hostName}…`)}
                  onClick={() => setTargets({ kind: "sessions", ids: [session.id] })}
                >
                  Log off…
                </Button>
              </span>
            </div>
          );
        })}
        {sessions.length === 0 && (
          <div className="now-none meta">
            {names === "host"
              ? "No session now, on any host that reports."
              : nobodyOn(props.reportedAt ?? null, now, timeZone)}
          </div>
        )}
      </div>
      {sessions.length > (names === "host" ? 1 : 0) && (
        <div className="now-all no-print">
          <Button
            look="danger"
            isSmall
            disabledBecause={props.disabledBecause}
            onClick={() => setTargets(everything(sessions, names))}
          >
            {names === "host" ? `Log off all ${sessions.length}…` : "Log everybody off…"}
          </Button>
        </div>
      )}
      {targets && (
        <LogoffDialog targets={targets} actions={props.orderActions} onClose={() => setTargets(null)} />
      )}
    </section>
  );
}

/** Empty as a fact, as a memory, or not known at all. */
function nobodyOn(reportedAt: number | null, now: number, timeZone: string): string {
  if (reportedAt === null) return "Not known who is on: this host has never reported.";
  if (isStale(reportedAt, now))
    return `Nobody was on as of ${clockOrDay(reportedAt, now, timeZone)}, when it last reported.`;
  return "Nobody is on: the host is empty.";
}

/** All of a host or of a person is what is on when it is asked for, which may be more than is listed here. */
function everything(sessions: readonly SessionNow[], names: "host" | "associate"): AskedTargets {
  const id = names === "host" ? sessions[0]?.associateId : sessions[0]?.hostId;
  if (id === null || id === undefined)
    return { kind: "sessions", ids: sessions.map((session) => session.id) };
  return { kind: names === "host" ? "associates" : "hosts", ids: [id] };
}
