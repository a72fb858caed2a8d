import { momentText } from "@/components/timeline/history-window";
import { moment } from "@/components/timeline/names";
import { Icon } from "@/components/ui/icon";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { Stretch } from "@/lib/domain/coverage";
import { knownFrom, knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import { clockTime, dayName, isoDay } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";
import { utcOffset } from "@/lib/format/utc-offset";
import type { HistoryPlace } from "./history-address";
import { TrustItem } from "./trust-note";
import { WhoRows } from "./who-rows";

interface WhoEverywhereProps {
  readonly place: HistoryPlace;
  readonly at: number;
  readonly certain: readonly RecordedSession[];
  readonly possible: readonly RecordedSession[];
  readonly certainPeople: number;
  readonly possiblePeople: number;
  readonly hosts: number;
  readonly blind: readonly {
    readonly hostId: number;
    readonly hostName: string;
    readonly stretch: Stretch;
  }[];
  readonly unchecked: number;
  readonly now: number;
  readonly timeZone: string;
  readonly openId: string | null;
}

const BLIND_SHOWN = 4;

const COLUMNS: readonly Column[] = ["Associate", "Host", "On since", "State", "Why"];

/** Certain and possible apart, and the hosts that cannot tell: an answer that does not hide what it does not know. */
export function WhoEverywhere(props: WhoEverywhereProps) {
  const { at, certain, possible, timeZone, now } = props;
  return (
    <div className="h-who" aria-live="polite">
      <div className="h-sum">
        <p className="h-when">
          {dayName(at, timeZone)} {isoDay(at, timeZone).slice(0, 4)}{" "}
          <b className="mono">{clockTime(at, timeZone)}</b>
          <span className="quiet">
            {" "}
            {timeZone}, {utcOffset(at, timeZone)} · <span className="mono">{momentText(at)}</span>
            {at > now && " · still to come"}
          </span>
        </p>
        <div className="tally">
          <span>
            <b>{count(props.certainPeople)}</b> certain
          </span>
          <span className="pos">
            <b>{count(props.possiblePeople)}</b> possible
          </span>
          <span>on {counted(props.hosts, "host")}</span>
        </div>
        {props.blind.length > 0 && <Blind {...props} />}
        {props.unchecked > 0 && (
          <p className="meta">
            {counted(props.unchecked, "more host", "more hosts")} may not tell either; name hosts to look
            closer.
          </p>
        )}
      </div>
      {certain.length + possible.length > 0 && (
        <div className="tbl-wrap">
          <table className="tbl h-table" aria-label="Who was on">
            <colgroup>
              <col className="c-name" />
              <col className="c-host" />
              <col className="c-since" />
              <col className="c-state" />
              <col />
            </colgroup>
            <TableHead columns={COLUMNS} />
            <WhoRows
              title="Possible"
              sessions={possible}
              {...props}
              why={(session) => doubt(session, at, timeZone)}
            />
            <WhoRows
              title="Certain"
              sessions={certain}
              {...props}
              why={(session) => sure(session, timeZone)}
            />
          </table>
        </div>
      )}
    </div>
  );
}

function Blind({ blind, timeZone }: Pick<WhoEverywhereProps, "blind" | "timeZone">) {
  const items = blind.map(({ stretch, ...host }) => (
    <TrustItem key={host.hostId} host={{ ...host, inWindow: [] }} stretch={stretch} timeZone={timeZone} />
  ));
  return (
    <section className="trust" data-missing aria-label="Hosts that cannot tell">
      <h3>
        <Icon name="warn" small />
        {counted(blind.length, "host")} cannot tell: nobody listed there does not mean nobody on
      </h3>
      <ul>{items.slice(0, BLIND_SHOWN)}</ul>
      {items.length > BLIND_SHOWN && (
        <details>
          <summary>{counted(items.length - BLIND_SHOWN, "more host", "more hosts")}</summary>
          <ul>{items.slice(BLIND_SHOWN)}</ul>
        </details>
      )}
    </section>
  );
}

function sure(session: RecordedSession, timeZone: string): string {
  const until = knownUntil(session);
  if (session.ending.kind === "open") return `open as of ${moment(until, until, timeZone)}`;
  return `until ${moment(until, knownFrom(session), timeZone)}`;
}

function doubt(session: RecordedSession, at: number, timeZone: string): string {
  if (at < knownFrom(session))
    return `its start was not recorded: before ${moment(knownFrom(session), at, timeZone)}`;
  const until = latestEnd(session);
  const last = moment(knownUntil(session), at, timeZone);
  const because = visibleText(session.ending.because);
  return until === null
    ? `nothing known since ${last}: ${because}`
    : `ended between ${last} and ${moment(until, at, timeZone)}: ${because}`;
}
