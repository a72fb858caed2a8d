import { knownFrom, knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import { exactMoment, isInferred, moment } from "./names";

interface EndedProps {
  readonly session: RecordedSession;
  readonly timeZone: string;
}

/** The end as a cell of a table: exact, or the two instants between which it lies. */
export function Ended({ session, timeZone }: EndedProps) {
  const from = knownFrom(session);
  const until = knownUntil(session);
  if (session.ending.kind === "open") return <span className="quiet">open</span>;
  if (!isInferred(session)) return exactMoment(until, from, timeZone);
  const latest = latestEnd(session) ?? until;
  return (
    <span className="approx" title="The end lies somewhere between these two">
      {moment(until, from, timeZone)}–{moment(latest, until, timeZone)}
    </span>
  );
}
