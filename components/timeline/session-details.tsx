import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-id";
import { StateLabel } from "@/components/ui/state";
import type { SegmentKind } from "@/lib/domain/ending";
import { knownFrom, knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import { clockTime, dayName, isoInstant } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { ConfidenceLabel } from "./confidence";
import { DrawerFrame } from "./drawer-frame";
import {
  clockWords,
  endingSentence,
  isInferred,
  kindWords,
  lengthWords,
  personOf,
  sessionName,
} from "./names";
import { pieces } from "./pieces";
import { SessionStrip } from "./session-strip";

/** A record as it is shown: the storage's own row fits. */
export interface ShownRecord {
  readonly log: string;
  readonly recordId: number;
  readonly eventId: number;
  readonly at: number;
  readonly role: "start" | "end" | "proof";
  readonly raw: Readonly<Record<string, string>> | null;
}

interface SessionDetailsProps {
  readonly session: RecordedSession;
  readonly records: readonly ShownRecord[];
  readonly timeZone: string;
  readonly now: number;
  readonly closeHref: string;
}

const ROLE_WORDS = { start: "started it", end: "tells its end", proof: "proves the order" } as const;

/** What is known of one session, why, and the records it stands on. */
export function SessionDetails({ session, records, timeZone, now, closeHref }: SessionDetailsProps) {
  const { ending } = session;
  const from = knownFrom(session);
  return (
    <DrawerFrame
      label={`Details: ${sessionName(session, timeZone)}`}
      closeHref={closeHref}
      heading={
        <>
          <div className="strong">
            <Link
              className="link"
              href={session.associateId === null ? "#" : `/associates/${session.associateId}`}
            >
              {visibleText(personOf(session))}
            </Link>{" "}
            on{" "}
            <Link className="link mono" href={`/hosts/${session.hostId}`}>
              {visibleText(session.hostName)}
            </Link>
          </div>
          <div className="meta">
            {[kindWords(session), visibleText(session.accountName), `logon id ${session.logonId}`]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </>
      }
    >
      <section>
        <p className="says">{endingSentence(session, timeZone)}</p>
        <div className="row">
          <ConfidenceLabel confidence={ending.confidence} />
          <span className="meta">{visibleText(ending.because)}</span>
        </div>
        <div className="strip">
          <SessionStrip session={session} timeZone={timeZone} now={now} />
        </div>
      </section>
      <section>
        <h3>Facts</h3>
        <dl className="facts">
          {session.startedAt === null ? (
            <>
              <Fact name="Started before">
                <Instant at={from} timeZone={timeZone} what="start" />
              </Fact>
              {session.startNotBefore !== null && (
                <Fact name="Not before">
                  <Instant at={session.startNotBefore} timeZone={timeZone} what="earliest start" />
                </Fact>
              )}
            </>
          ) : (
            <Fact name="Started">
              <Instant at={session.startedAt} timeZone={timeZone} what="start" />
            </Fact>
          )}
          <Ends session={session} timeZone={timeZone} />
          <Fact name="Length">{lengthWords(session)}</Fact>
          {session.address && (
            <Fact name="From">
              <span className="mono">{visibleText(session.address)}</span>
            </Fact>
          )}
          <Fact name="Time in">
            <TimeIn session={session} />
          </Fact>
          {Math.abs(session.clockStepSeconds) >= 1 && (
            <Fact name="Clock">{clockWords(session)}; the length counts without it</Fact>
          )}
          {session.order && (
            <Fact name="Order">
              <Link className="link mono" href={`/orders/${session.order.id}`}>
                {session.order.id}
              </Link>
              <Badge look={session.order.proof ? "solid" : "dashed"}>
                {session.order.proof ? "proved" : "not proved"}
              </Badge>
              {session.order.by && <span className="meta">asked by {visibleText(session.order.by)}</span>}
            </Fact>
          )}
        </dl>
      </section>
      <section>
        <h3>Evidence</h3>
        {records.length === 0 && (
          <p className="meta">No record is kept of its start or its end: {visibleText(ending.because)}.</p>
        )}
        {records.map((record) => (
          <div className="rec" key={`${record.role} ${record.log} ${record.recordId}`}>
            <span className="mono">{clockTime(record.at, timeZone)}</span>
            <span>
              <b className="strong">{record.eventId}</b> {record.log}{" "}
              <span className="mono">#{record.recordId}</span>
            </span>
            <span className="quiet">{dayName(record.at, timeZone)}</span>
            <small>{ROLE_WORDS[record.role]}</small>
            {record.raw && (
              <details>
                <summary>Raw record</summary>
                <pre className="raw">
                  {Object.entries(record.raw)
                    .map(([name, value]) => `${visibleText(name)}: ${visibleText(value)}`)
                    .join("\n")}
                </pre>
              </details>
            )}
          </div>
        ))}
      </section>
    </DrawerFrame>
  );
}

function Ends({ session, timeZone }: { readonly session: RecordedSession; readonly timeZone: string }) {
  const until = knownUntil(session);
  if (session.ending.kind === "open") {
    return (
      <Fact name={session.liveAsOf === null ? "Open as of" : "On as of"}>
        <Instant at={until} timeZone={timeZone} what="last fact" />
      </Fact>
    );
  }
  if (!isInferred(session)) {
    return (
      <Fact name="Ended">
        <Instant at={until} timeZone={timeZone} what="end" />
      </Fact>
    );
  }
  return (
    <>
      <Fact name="Earliest end">
        <Instant at={until} timeZone={timeZone} what="earliest end" />
      </Fact>
      <Fact name="Latest end">
        <Instant at={latestEnd(session) ?? until} timeZone={timeZone} what="latest end" />
      </Fact>
    </>
  );
}

function TimeIn({ session }: { readonly session: RecordedSession }) {
  const total: Record<SegmentKind, number> = { active: 0, idle: 0, locked: 0, disconnected: 0 };
  for (const piece of pieces(session))
    if (piece.doubt === null) total[piece.state] += piece.until - piece.from;
  return (["active", "idle", "locked", "disconnected"] as const)
    .filter((state) => total[state] > 0)
    .map((state) => (
      <StateLabel key={state} state={state}>
        {state} {duration(total[state])}
      </StateLabel>
    ));
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="flex-wrap">{children}</dd>
    </>
  );
}

function Instant({
  at,
  timeZone,
  what,
}: {
  readonly at: number;
  readonly timeZone: string;
  readonly what: string;
}) {
  return (
    <CopyId
      value={isoInstant(at)}
      shown={`${dayName(at, timeZone)} ${clockTime(at, timeZone)}`}
      what={what}
    />
  );
}
