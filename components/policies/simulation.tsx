import Link from "next/link";
import { DayBars } from "@/components/reports/day-bars";
import { type Column, TableHead } from "@/components/ui/table-head";
import { clockOrDay, clockTime, dayName, isoDay } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";

export interface SimulationFacts {
  readonly at: number;
  readonly sessions: number;
  readonly isCut: boolean;
  readonly hits: number;
  readonly people: number;
  readonly hosts: number;
  readonly leftInTheGrace: number;
  readonly perDay: readonly number[];
  readonly first: readonly {
    readonly at: number;
    readonly who: string;
    readonly associateId: number | null;
    readonly hostId: number;
    readonly hostName: string;
    readonly startedAt: number;
  }[];
}

interface SimulationProps {
  readonly simulation: SimulationFacts;
  readonly now: number;
  readonly timeZone: string;
}

const DAY_MS = 86_400_000;

const COLUMNS: readonly Column[] = ["Would have ended", "Associate", "Host", "Logged on"];

/** What it would have done, told before it may do anything. */
export function Simulation({ simulation, now, timeZone }: SimulationProps) {
  const { hits, people, hosts, sessions, leftInTheGrace, isCut, perDay, at, first } = simulation;
  const bars = perDay.map((value, i) => ({
    day: isoDay(at - (perDay.length - 1 - i) * DAY_MS, timeZone),
    value,
  }));
  return (
    <>
      <div className="sim">
        <div>
          <p className="sim-says">
            Would have ended <b>{counted(hits, "session")}</b> of{" "}
            <b>{people === 1 ? "1 person" : `${count(people)} people`}</b> on <b>{counted(hosts, "host")}</b>.
          </p>
          <p className="meta">
            {count(sessions)} were looked at
            {isCut && ", the newest: there were more than can be"}
            {leftInTheGrace > 0 && `; ${count(leftInTheGrace)} left by themselves in the grace`}. Simulated{" "}
            <time dateTime={new Date(at).toISOString()}>{clockOrDay(at, now, timeZone)}</time>.
          </p>
        </div>
        <DayBars
          label="Sessions in 24 hours, up to that day's time of simulation"
          unit={["session", "sessions"]}
          bars={bars}
        />
      </div>
      {first.length > 0 && (
        <table className="tbl policy-tbl" aria-label="What it would have ended">
          <TableHead columns={COLUMNS} />
          <tbody>
            {first.map((hit, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only ever replaced as a whole
              <tr key={n}>
                <td className="mono">
                  {dayName(hit.at, timeZone)} {clockTime(hit.at, timeZone)}
                </td>
                <td>
                  {hit.associateId === null ? (
                    visibleText(hit.who)
                  ) : (
                    <Link href={`/associates/${hit.associateId}`}>{visibleText(hit.who)}</Link>
                  )}
                </td>
                <td>
                  <Link className="mono" href={`/hosts/${hit.hostId}`}>
                    {visibleText(hit.hostName)}
                  </Link>
                </td>
                <td className="mono">
                  {dayName(hit.startedAt, timeZone)} {clockTime(hit.startedAt, timeZone)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hits > first.length && (
        <p className="gutter meta">The first {count(first.length)} of them are listed.</p>
      )}
    </>
  );
}
