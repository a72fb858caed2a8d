import Link from "next/link";
import { ConfidenceGlyph } from "@/components/timeline/confidence";
import { momentText } from "@/components/timeline/history-window";
import { hrefWith } from "@/components/timeline/href-with";
import { personOf, range } from "@/components/timeline/names";
import { Icon } from "@/components/ui/icon";
import { StateGlyph } from "@/components/ui/state";
import type { SegmentKind } from "@/lib/domain/ending";
import { knownFrom, knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import { MINUTE } from "@/lib/domain/zone-clock";
import { clockTime, dayName } from "@/lib/format/clock";
import { counted, visibleText } from "@/lib/format/count";
import { MomentField } from "./moment-field";

interface WhoWasOnProps {
  readonly at: number | null;
  /** The reader's wall clock, for the field. */
  readonly wall: string;
  readonly certain: readonly RecordedSession[];
  readonly possible: readonly RecordedSession[];
  readonly isCut: boolean;
  /** No log of the host covers that instant. */
  readonly isBlind: boolean;
  readonly now: number;
  readonly timeZone: string;
  readonly here: { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

const RANK: Record<SegmentKind, number> = { active: 0, idle: 1, locked: 2, disconnected: 3 };

/** Certain and possible apart: an answer that does not hide what it does not know. */
export function WhoWasOn(props: WhoWasOnProps) {
  const { at, now, timeZone, here } = props;
  const to = (instant: number) => hrefWith(here.path, here.query, { at: momentText(instant) });
  const near = at ?? now;
  return (
    <section aria-label="Who was on at">
      <h3>
        <label htmlFor="at">Who was on at</label>
      </h3>
      <div className="at">
        <Link
          className="btn icon"
          href={to(near - 15 * MINUTE)}
          aria-label="15 minutes earlier"
          scroll={false}
        >
          <span className="flip">
            <Icon name="right" small />
          </span>
        </Link>
        <MomentField id="at" wall={props.wall} timeZone={timeZone} here={here} />
        <span className="row">
          <Link
            className="btn icon"
            href={to(Math.min(now, near + 15 * MINUTE))}
            aria-label="15 minutes later"
            scroll={false}
          >
            <Icon name="right" small />
          </Link>
          <Link className="btn" href={hrefWith(here.path, here.query, { at: "now" })} scroll={false}>
            Now
          </Link>
        </span>
      </div>
      {at === null ? (
        <p className="meta">Name an instant: the answer tells who was certainly on, and who may have been.</p>
      ) : (
        <Answer {...props} at={at} />
      )}
    </section>
  );
}

function Answer(props: WhoWasOnProps & { readonly at: number }) {
  const { at, certain, possible, timeZone } = props;
  const list = certain
    .map((session) => ({ session, state: stateAt(session, at) }))
    .sort((a, b) => RANK[a.state] - RANK[b.state] || personOf(a.session).localeCompare(personOf(b.session)));
  return (
    <div aria-live="polite">
      <p className="meta m-0 mt-2">
        {dayName(at, timeZone)} {clockTime(at, timeZone)}
        {at > props.now && ": that is still to come"}
      </p>
      <div className="tally">
        <span>
          <b>{certain.length}</b> certain
        </span>
        <span className="pos">
          <b>{possible.length}</b> possible
        </span>
      </div>
      {props.isBlind && (
        <div className="note strong">
          <span>
            <b className="strong">No log of this host covers that moment.</b> Nobody listed does not mean
            nobody on.
          </span>
        </div>
      )}
      {props.isCut && (
        <p className="meta">
          Only the latest {counted(certain.length + possible.length, "person", "people")} are shown.
        </p>
      )}
      {possible.length > 0 && (
        <ul className="plist">
          {forOneReason(possible, at).map((doubt) => (
            <Possible key={doubt.sessions[0].id} doubt={doubt} timeZone={timeZone} />
          ))}
        </ul>
      )}
      {list.length > 0 && (
        <ul className="plist two" aria-label="Certain">
          {list.map(({ session, state }) => (
            <li key={session.id}>
              <span className="sv" data-s={state} title={state}>
                <StateGlyph state={state} />
              </span>
              <PersonLink session={session} />
              <span className="vh">{state}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface Doubt {
  readonly sessions: [RecordedSession, ...RecordedSession[]];
  readonly from: number;
  /** Null while nothing closes it. */
  readonly until: number | null;
  readonly because: string;
}

/** A crash leaves everyone on the host in the same doubt: said once. */
function forOneReason(possible: readonly RecordedSession[], at: number): Doubt[] {
  const found = new Map<string, Doubt>();
  for (const session of possible) {
    const isStart = at < knownFrom(session);
    const from = isStart ? (session.startNotBefore ?? at) : knownUntil(session);
    const until = isStart ? knownFrom(session) : latestEnd(session);
    const because = isStart ? "the start was not recorded" : session.ending.because;
    const key = `${from} ${until} ${because}`;
    const same = found.get(key);
    if (same) same.sessions.push(session);
    else found.set(key, { sessions: [session], from, until, because });
  }
  return [...found.values()];
}

function Possible({ doubt, timeZone }: { readonly doubt: Doubt; readonly timeZone: string }) {
  const { sessions, from, until, because } = doubt;
  const isOne = sessions.length === 1;
  const words = visibleText(because);
  return (
    <li className="p">
      <span className="sv">
        <ConfidenceGlyph confidence={until === null ? "open" : "interval"} />
      </span>
      {isOne ? (
        <PersonLink session={sessions[0]} />
      ) : (
        <span className="strong">{sessions.length} for one reason</span>
      )}
      <span className="when">
        {until === null ? `after ${clockTime(from, timeZone)}` : range(from, until, timeZone)}
      </span>
      <small>{until === null ? `Open as of then, nothing known since: ${words}` : words}</small>
      {!isOne && (
        <div className="same">
          {sessions.map((session) => (
            <PersonLink key={session.id} session={session} />
          ))}
        </div>
      )}
    </li>
  );
}

function PersonLink({ session }: { readonly session: RecordedSession }) {
  const name = visibleText(personOf(session));
  if (session.associateId === null) return <span className="mono">{name}</span>;
  return (
    <Link
      className="go mono"
      href={`/associates/${session.associateId}`}
      title={`On since ${new Date(knownFrom(session)).toISOString()}`}
    >
      {name}
    </Link>
  );
}

function stateAt(session: RecordedSession, at: number): SegmentKind {
  return (
    session.segments.find((segment) => segment.from <= at && at < (segment.until ?? Number.POSITIVE_INFINITY))
      ?.kind ?? "active"
  );
}
