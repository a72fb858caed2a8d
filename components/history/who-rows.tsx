import Link from "next/link";
import type { ReactNode } from "react";
import { momentText } from "@/components/timeline/history-window";
import { hrefWith } from "@/components/timeline/href-with";
import { moment, personOf } from "@/components/timeline/names";
import { knownFrom, type RecordedSession } from "@/lib/domain/recorded-session";
import { count, visibleText } from "@/lib/format/count";
import { type HistoryPlace, historyHref } from "./history-address";

interface WhoRowsProps {
  readonly title: string;
  readonly sessions: readonly RecordedSession[];
  readonly place: HistoryPlace;
  readonly at: number;
  readonly timeZone: string;
  readonly openId: string | null;
  readonly why: (session: RecordedSession) => ReactNode;
}

/** One row a person and host. */
export function WhoRows({ title, sessions, place, at, timeZone, openId, why }: WhoRowsProps) {
  if (sessions.length === 0) return null;
  return (
    <tbody>
      <tr className="day">
        <th scope="rowgroup" colSpan={5}>
          <b>{title}</b>
          <span className="n">{count(sessions.length)} on this page</span>
        </th>
      </tr>
      {sessions.map((session) => {
        const person = visibleText(personOf(session));
        const begun = knownFrom(session);
        return (
          <tr key={session.id} aria-selected={session.id === openId || undefined}>
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
              <Link className="go" href={hrefWith(`/hosts/${session.hostId}`, {}, { at: momentText(at) })}>
                {visibleText(session.hostName)}
              </Link>
            </td>
            <td className="mono">
              {session.startedAt === null && (
                <span className="quiet" title="The start was not recorded: before this time">
                  &lt;{" "}
                </span>
              )}
              <Link
                className="go"
                href={historyHref({ ...place, session: session.id })}
                scroll={false}
                aria-label={`${moment(begun, at, timeZone)}, details of ${person} on ${visibleText(session.hostName)}`}
              >
                {moment(begun, at, timeZone)}
              </Link>
            </td>
            <td>{stateAt(session, at)}</td>
            <td className="sent">{why(session)}</td>
          </tr>
        );
      })}
    </tbody>
  );
}

function stateAt(session: RecordedSession, at: number): string {
  const inside = (part: { readonly from: number; readonly until: number | null }) =>
    part.from <= at && at < (part.until ?? Number.POSITIVE_INFINITY);
  return session.segments.find(inside)?.kind ?? "active";
}
