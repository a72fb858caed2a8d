import Link from "next/link";
import { ConfidenceLabel } from "@/components/timeline/confidence";
import { Ended } from "@/components/timeline/ended";
import { endingSentence, kindWords, lengthWords, personOf, recordWords } from "@/components/timeline/names";
import { type Column, TableHead } from "@/components/ui/table-head";
import { knownFrom, type RecordedSession } from "@/lib/domain/recorded-session";
import { clockTime, dayName, isoDay } from "@/lib/format/clock";
import { counted, visibleText } from "@/lib/format/count";
import { type HistoryPlace, historyHref } from "./history-address";

interface HistoryTableProps {
  readonly sessions: readonly RecordedSession[];
  readonly place: HistoryPlace;
  readonly timeZone: string;
  readonly openId: string | null;
}

const COLUMNS: readonly Column[] = [
  "Started",
  "Associate",
  "Host",
  "Kind",
  "Ended",
  ["Length", "num"],
  "How it ended",
  "Sure",
  "Proof",
];

/** One row a session, a head for each civil day of the reader's zone. */
export function HistoryTable({ sessions, place, timeZone, openId }: HistoryTableProps) {
  return (
    <div className="tbl-wrap">
      <table className="tbl h-table" aria-label="Sessions, newest first">
        <colgroup>
          <col className="c-time" />
          <col className="c-name" />
          <col className="c-host" />
          <col className="c-kind" />
          <col className="c-end" />
          <col className="c-len" />
          <col />
          <col className="c-sure" />
          <col className="c-proof" />
        </colgroup>
        <TableHead columns={COLUMNS} />
        {byDay(sessions, timeZone).map(([day, own]) => (
          <tbody key={day}>
            <tr className="day">
              <th scope="rowgroup" colSpan={9}>
                <b>{dayName(knownFrom(own[0]), timeZone)}</b> {day.slice(0, 4)}
                <span className="n">{counted(own.length, "session")} on this page</span>
              </th>
            </tr>
            {own.map((session) => (
              <Row
                key={session.id}
                session={session}
                place={place}
                timeZone={timeZone}
                isOpen={session.id === openId}
              />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

interface RowProps {
  readonly session: RecordedSession;
  readonly place: HistoryPlace;
  readonly timeZone: string;
  readonly isOpen: boolean;
}

function Row({ session, place, timeZone, isOpen }: RowProps) {
  const from = knownFrom(session);
  const details = historyHref({ ...place, session: session.id });
  const person = visibleText(personOf(session));
  return (
    <tr aria-selected={isOpen || undefined}>
      <td className="mono">
        {session.startedAt === null && (
          <span className="quiet" title="The start was not recorded: before this time">
            &lt;{" "}
          </span>
        )}
        <Link
          className="go"
          href={details}
          scroll={false}
          aria-label={`${clockTime(from, timeZone)}, details of ${person} on ${visibleText(session.hostName)}`}
        >
          {clockTime(from, timeZone)}
        </Link>
      </td>
      <td className="mono" title={person}>
        {session.associateId === null ? (
          person
        ) : (
          <Link className="go" href={`/associates/${session.associateId}`}>
            {person}
          </Link>
        )}
      </td>
      <td className="mono" title={visibleText(session.hostName)}>
        <Link className="go" href={`/hosts/${session.hostId}`}>
          {visibleText(session.hostName)}
        </Link>
      </td>
      <td>{kindWords(session)}</td>
      <td className="mono">
        <Ended session={session} timeZone={timeZone} />
      </td>
      <td className="num">{lengthWords(session)}</td>
      <td className="sent">{visibleText(endingSentence(session, timeZone))}</td>
      <td>
        <ConfidenceLabel confidence={session.ending.confidence} />
      </td>
      <td>
        <Proof session={session} details={details} />
      </td>
    </tr>
  );
}

/** The order that forced it, or the record that tells its end; both lead to where they can be read. */
function Proof({ session, details }: { readonly session: RecordedSession; readonly details: string }) {
  const { order, ending } = session;
  if (order) {
    return (
      <Link
        className="link mono"
        href={`/orders/${order.id}`}
        title={order.proof ? recordWords(order.proof) : "No record proves it"}
      >
        order {order.id}
        {order.proof ? "" : "?"}
      </Link>
    );
  }
  const [first, ...more] = ending.records;
  if (!first) return <span className="quiet">none</span>;
  return (
    <Link
      className="link mono"
      href={details}
      scroll={false}
      title={[visibleText(ending.because), ...ending.records.map(recordWords)].join("; ")}
    >
      {first.eventId} #{first.recordId}
      {more.length > 0 ? ` +${more.length}` : ""}
    </Link>
  );
}

type Day = readonly [string, [RecordedSession, ...RecordedSession[]]];

function byDay(sessions: readonly RecordedSession[], timeZone: string): Day[] {
  const days: Day[] = [];
  for (const session of sessions) {
    const day = isoDay(knownFrom(session), timeZone);
    const last = days.at(-1);
    if (last && last[0] === day) last[1].push(session);
    else days.push([day, [session]]);
  }
  return days;
}
