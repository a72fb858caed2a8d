import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { knownFrom, type RecordedSession } from "@/lib/domain/recorded-session";
import { clockTime, dayName } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { ConfidenceLabel } from "./confidence";
import { Ended } from "./ended";
import { hrefWith } from "./href-with";
import { endingSentence, kindWords, lengthWords, personOf, recordWords } from "./names";

interface SessionTableProps {
  readonly label: string;
  readonly sessions: readonly RecordedSession[];
  readonly names: "host" | "person";
  readonly timeZone: string;
  readonly openId: string | null;
  readonly here: { readonly path: string; readonly query: Readonly<Record<string, string>> };
  readonly isFirstPage: boolean;
  /** The `before` of the page above and the `after` of the one below; null where there is none. */
  readonly previous: string | null;
  readonly next: string | null;
}

/** The twin of the timeline: the same sessions, the same words, as a table. */
export function SessionTable(props: SessionTableProps) {
  const { sessions, names, timeZone, here } = props;
  return (
    <div className="twin">
      <div className="tbl-wrap">
        <table className="tbl" aria-label={visibleText(props.label)}>
          <colgroup>
            <col className="c-day" />
            <col className="c-began" />
            <col className="c-whose" />
            <col className="c-kind" />
            <col className="c-ended" />
            <col className="c-long" />
            <col />
            <col className="c-known" />
            <col className="c-evid" />
            <col className="c-order" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Started</th>
              <th scope="col">{names === "host" ? "Host" : "Associate"}</th>
              <th scope="col">Kind</th>
              <th scope="col">Ended</th>
              <th scope="col" className="num">
                Length
              </th>
              <th scope="col">How it ended</th>
              <th scope="col">Sure</th>
              <th scope="col">Evidence</th>
              <th scope="col">Order</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session, i) => {
              const day = dayName(knownFrom(session), timeZone);
              const before = sessions[i - 1];
              const isFirst = !before || dayName(knownFrom(before), timeZone) !== day;
              return (
                <tr
                  key={session.id}
                  className={isFirst ? "first" : undefined}
                  aria-selected={session.id === props.openId || undefined}
                >
                  <td className="dy">{isFirst ? day : <span className="vh">{day}</span>}</td>
                  <td className="mono">
                    {session.startedAt === null && (
                      <span className="quiet" title="The start was not recorded: before this time">
                        &lt;{" "}
                      </span>
                    )}
                    <Link
                      className="go"
                      href={hrefWith(here.path, here.query, { session: session.id })}
                      scroll={false}
                      aria-label={`Details of the session on ${visibleText(session.hostName)}, ${day} ${clockTime(knownFrom(session), timeZone)}`}
                    >
                      {clockTime(knownFrom(session), timeZone)}
                    </Link>
                  </td>
                  <td className="mono">
                    {names === "host" ? <HostLink session={session} /> : <PersonLink session={session} />}
                  </td>
                  <td>{kindWords(session)}</td>
                  <td className="mono">
                    <Ended session={session} timeZone={timeZone} />
                  </td>
                  <td className="num">{lengthWords(session)}</td>
                  <td className="sent">{endingSentence(session, timeZone)}</td>
                  <td>
                    <ConfidenceLabel confidence={session.ending.confidence} />
                  </td>
                  <td className="ev" title={evidenceTitle(session)}>
                    {evidenceWords(session)}
                  </td>
                  <td>
                    {session.order && (
                      <Link
                        className="link mono"
                        href={`/orders/${session.order.id}`}
                        title={session.order.by ? visibleText(`asked by ${session.order.by}`) : undefined}
                      >
                        {session.order.proof ? "" : "?"}
                        {session.order.id}
                      </Link>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {(!props.isFirstPage || props.next) && (
        <nav className="pager" aria-label="Pages of the table">
          {!props.isFirstPage && (
            <Link className="btn sm" href={hrefWith(here.path, here.query, { after: null, before: null })}>
              First page
            </Link>
          )}
          {props.previous && (
            <Link
              className="btn sm"
              href={hrefWith(here.path, here.query, { after: null, before: props.previous })}
              rel="prev"
            >
              <Icon name="up" /> Later sessions
            </Link>
          )}
          {props.next && (
            <Link
              className="btn sm"
              href={hrefWith(here.path, here.query, { after: props.next, before: null })}
              rel="next"
            >
              <Icon name="down" /> Earlier sessions
            </Link>
          )}
        </nav>
      )}
    </div>
  );
}

function HostLink({ session }: { readonly session: RecordedSession }) {
  return (
    <Link className="go" href={`/hosts/${session.hostId}`}>
      {visibleText(session.hostName)}
    </Link>
  );
}

function PersonLink({ session }: { readonly session: RecordedSession }) {
  if (session.associateId === null) return visibleText(personOf(session));
  return (
    <Link className="go" href={`/associates/${session.associateId}`}>
      {visibleText(personOf(session))}
    </Link>
  );
}

function evidenceOf(session: RecordedSession) {
  return session.order?.proof ? [session.order.proof] : session.ending.records;
}

/** `4647 #880`, short for the column; the title has the whole of it. */
function evidenceWords(session: RecordedSession): string {
  const [first, ...more] = evidenceOf(session);
  if (!first) return "none";
  return `${first.eventId} #${first.recordId}${more.length > 0 ? ` +${more.length}` : ""}`;
}

function evidenceTitle(session: RecordedSession): string {
  return visibleText([session.ending.because, ...evidenceOf(session).map(recordWords)].join("; "));
}
