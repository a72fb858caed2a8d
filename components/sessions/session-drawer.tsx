import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-id";
import { Icon } from "@/components/ui/icon";
import { StateLabel } from "@/components/ui/state";
import type { LiveRow } from "@/lib/domain/live-row";
import { clockOrDay, clockTime, isoInstant } from "@/lib/format/clock";
import { middleTruncated, visibleText } from "@/lib/format/count";
import { ago, clockSkew, duration } from "@/lib/format/duration";
import { DayBar } from "./day-bar";
import { type DaySession, dayPieces } from "./day-pieces";
import { eventWords } from "./event-words";
import { LogoffButton } from "./logoff-button";
import type { OrderActions } from "./order-asking";
import { KIND_WORDS, lineWord, rowWords } from "./row-words";

export interface DrawerFacts {
  readonly row: LiveRow;
  readonly accountKey: string;
  readonly logonId: string | null;
  readonly sessionId: string;
  readonly hostOs: string;
  readonly clockSkewMs: number;
  readonly bootStartedAt: number | null;
  readonly hasAuditPolicy: boolean;
  readonly past: readonly DaySession[];
  readonly events: readonly {
    readonly log: number;
    readonly recordId: string;
    readonly eventId: number;
    readonly at: number;
    readonly raw: Readonly<Record<string, unknown>> | null;
  }[];
}

interface SessionDrawerProps {
  readonly facts: DrawerFacts;
  readonly closeHref: string;
  readonly now: number;
  readonly timeZone: string;
  readonly operatorId: number | null;
  readonly orderActions: OrderActions;
  readonly logoffRefusal: string | null;
}

/** Everything that is known about one live session, beside the list that it stands in. */
export function SessionDrawer(props: SessionDrawerProps) {
  const { facts, closeHref, now, timeZone, operatorId } = props;
  const { row } = facts;
  const words = rowWords(row, now, timeZone, true);
  return (
    <aside className="drawer" aria-label={`Session of ${words.who} on ${words.host}`}>
      <div className="drawer-head">
        <div className="row">
          <StateLabel state={row.state} />
          <span className="meta">
            {words.idle === "–" ? "" : `for ${words.idle} · `}
            {row.reportedAt === null ? "never reported" : `as of ${clockTime(row.reportedAt, timeZone)}`}
          </span>
          <span className="spring" />
          <Link
            className="btn ghost icon sm"
            href={closeHref}
            aria-label="Close"
            title="Close  Esc"
            scroll={false}
          >
            <Icon name="x" small />
          </Link>
        </div>
        <h2 className="d-title">
          {words.who} <span>on</span> {words.host}
        </h2>
      </div>
      <div className="drawer-body">
        <section>
          <Facts facts={facts} now={now} timeZone={timeZone} isYou={row.operatorId === operatorId} />
        </section>
        <section>
          <h3>
            Last 24 hours on this host
            <span className="spring" />
            {row.associateId !== null && (
              <Link className="link" href={`/associates/${row.associateId}`}>
                History
              </Link>
            )}
          </h3>
          <DayBar pieces={dayPieces(facts.past, row, now)} now={now} timeZone={timeZone} />
        </section>
        <section>
          <h3>Latest events</h3>
          {facts.events.length === 0 && (
            <p className="quiet">No audited record of this account on this host yet.</p>
          )}
          <div className="events">
            {facts.events.map((event) => (
              <div className="event" key={`${event.log} ${event.recordId} ${event.at}`}>
                <time dateTime={isoInstant(event.at)} title={clockOrDay(event.at, now, timeZone)}>
                  {clockTime(event.at, timeZone)}
                </time>
                <span className="trunc">{eventWords(event.log, event.eventId)}</span>
                <details>
                  <summary aria-label={`Raw record ${event.recordId} of event ${event.eventId}`}>
                    {event.eventId}
                    <Icon name="right" small />
                  </summary>
                  <pre className="raw">{rawText(event)}</pre>
                </details>
              </div>
            ))}
          </div>
        </section>
      </div>
      <div className="drawer-foot">
        <LogoffButton
          targets={{ kind: "sessions", ids: [row.id] }}
          actions={props.orderActions}
          refusal={props.logoffRefusal}
        />
        {row.orderId !== null && (
          <Link className="btn" href={`/orders/${row.orderId}`}>
            Order {row.orderId}
          </Link>
        )}
      </div>
    </aside>
  );
}

function rawText(event: DrawerFacts["events"][number]): string {
  if (event.raw === null) return "The source gave no raw record.";
  return visibleText(JSON.stringify(event.raw, null, 2)).replaceAll("⟨000A⟩", "\n");
}

interface FactsProps {
  readonly facts: DrawerFacts;
  readonly now: number;
  readonly timeZone: string;
  readonly isYou: boolean;
}

function Facts({ facts, now, timeZone, isYou }: FactsProps) {
  const { row } = facts;
  const up = facts.bootStartedAt === null ? "" : `up ${duration(now - facts.bootStartedAt)}`;
  const skew = `clock ${clockSkew(facts.clockSkewMs)}`;
  const groups = [...new Set([row.associateGroup, row.hostGroup])].filter((group) => group !== "");
  return (
    <dl className="facts">
      <Fact name="Associate">
        {row.associateId === null ? (
          <span className="quiet">not known</span>
        ) : (
          <>
            <Link className="link trunc" href={`/associates/${row.associateId}`}>
              {visibleText(row.fullName) || visibleText(row.associateName)}
            </Link>
            <CopyId value={String(row.associateId)} what="associate number" />
          </>
        )}
        {isYou && row.operatorId !== null && <Badge>you</Badge>}
        {row.isProtected && <Badge>protected</Badge>}
      </Fact>
      <Fact name="Account">
        <span className="mono trunc">{visibleText(row.accountName)}</span>
        <CopyId value={facts.accountKey} shown={middleTruncated(facts.accountKey, 14)} what="account key" />
      </Fact>
      <Fact name="Host">
        <Link className="link" href={`/hosts/${row.hostId}`}>
          {visibleText(row.hostName)}
        </Link>
        <span className="quiet trunc">{visibleText([facts.hostOs, up].filter(Boolean).join(", "))}</span>
      </Fact>
      <Fact name="Session">
        {KIND_WORDS[row.kind]}
        <span className="mono quiet">{lineWord(row) || facts.sessionId}</span>
        {facts.logonId !== null && <CopyId value={facts.logonId} what="logon id" />}
      </Fact>
      <Fact name="Logged on">
        <Instant at={row.loggedOnAt} now={now} timeZone={timeZone} what="logon time" />
      </Fact>
      {row.stateSince !== null && (
        <Fact name={row.state === "active" ? "Active since" : "State since"}>
          <Instant at={row.stateSince} now={now} timeZone={timeZone} what="time" />
        </Fact>
      )}
      <Fact name="Client">
        {row.clientName === "" && row.clientAddress === "" ? (
          "local"
        ) : (
          <>
            <span className="mono">{visibleText(row.clientName)}</span>
            <span className="mono quiet">{visibleText(row.clientAddress)}</span>
          </>
        )}
      </Fact>
      <Fact name="Audit">
        {facts.hasAuditPolicy ? "policy reported" : "policy not reported"}
        <span className="quiet">· {skew}</span>
      </Fact>
      {groups.length > 0 && (
        <Fact name="Groups">
          {groups.map((group) => (
            <Badge key={group}>{visibleText(group)}</Badge>
          ))}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

interface InstantProps {
  readonly at: number;
  readonly now: number;
  readonly timeZone: string;
  readonly what: string;
}

function Instant({ at, now, timeZone, what }: InstantProps) {
  return (
    <>
      <CopyId value={isoInstant(at)} shown={clockOrDay(at, now, timeZone)} what={what} />
      <span className="quiet">· {ago(at, now)}</span>
    </>
  );
}

/** The address of a session that its host no longer lists. */
export function GoneDrawer({ closeHref }: { readonly closeHref: string }) {
  return (
    <aside className="drawer" aria-label="Session">
      <div className="drawer-head">
        <div className="row">
          <StateLabel state="ended" />
          <span className="spring" />
          <Link
            className="btn ghost icon sm"
            href={closeHref}
            aria-label="Close"
            title="Close  Esc"
            scroll={false}
          >
            <Icon name="x" small />
          </Link>
        </div>
        <h2 className="d-title">No longer listed</h2>
      </div>
      <div className="drawer-body">
        <section>
          <p>
            Its host no longer lists this session. When it ended, and how that is known, is in the{" "}
            <Link className="link" href="/associates">
              history of its associate
            </Link>
            .
          </p>
        </section>
      </div>
    </aside>
  );
}
