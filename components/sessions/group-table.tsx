import Link from "next/link";
import { StateGlyph } from "@/components/ui/state";
import { isStale, LIVE_STATES, type LiveState } from "@/lib/domain/live-session";
import { parseSessionQuery, sessionQueryText, withChip } from "@/lib/domain/session-query";
import { clockOrDay, clockTime } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { HOME, type SessionsPlace, sessionsHref } from "./sessions-address";

/** People or hosts, each with what it has in view. */
export interface GroupRow {
  readonly id: number | null;
  readonly name: string;
  readonly about: string;
  readonly group: string;
  readonly sessions: number;
  readonly others: number;
  readonly otherNames: readonly string[];
  readonly states: Readonly<Partial<Record<LiveState, number>>>;
  readonly firstLoggedOnAt: number;
  readonly idleSince: number | null;
  readonly reportedAt: number | null;
}

interface GroupTableProps {
  readonly place: SessionsPlace;
  readonly by: "associates" | "hosts";
  readonly groups: readonly GroupRow[];
  readonly total: number;
  readonly now: number;
  readonly timeZone: string;
}

export function GroupTable({ place, by, groups, total, now, timeZone }: GroupTableProps) {
  const isPeople = by === "associates";
  const sessionsOf = (row: GroupRow) => {
    const query = parseSessionQuery(place.q);
    if (!isPeople)
      return sessionsHref({ ...HOME, q: sessionQueryText(withChip(query, "host", `host:${row.name}`)) });
    const chip = row.id === null ? row.name : `associate:${row.id}`;
    return sessionsHref({ ...HOME, q: sessionQueryText(withChip(query, "associate", chip)) });
  };
  return (
    <>
      <div className="work">
        <div className="tbl-wrap">
          <table
            className="tbl"
            aria-label={isPeople ? "Associates who are on" : "Hosts that somebody is on"}
          >
            <thead>
              <tr>
                <th scope="col" style={{ width: 232 }}>
                  {isPeople ? "Associate" : "Host"}
                </th>
                <th scope="col" className="num" style={{ width: 84 }}>
                  Sessions
                </th>
                <th scope="col" style={{ width: 168 }}>
                  States
                </th>
                <th scope="col">{isPeople ? "On hosts" : "Associates"}</th>
                <th scope="col" className="is-on" style={{ width: 168 }}>
                  {isPeople ? "First logon" : "Oldest logon"}
                </th>
                <th scope="col" className="num" style={{ width: 92 }}>
                  Idle for
                </th>
                <th scope="col" className="num" style={{ width: 128 }}>
                  Reported
                </th>
              </tr>
            </thead>
            <tbody>
              {groups.map((row) => (
                <tr
                  key={`${row.id} ${row.name}`}
                  className={isStale(row.reportedAt, now) ? "is-stale" : undefined}
                >
                  <td>
                    <span className="who">
                      {row.id === null ? (
                        <span className="strong trunc">{visibleText(row.name)}</span>
                      ) : (
                        <Link className="link trunc" href={`/${by}/${row.id}`}>
                          {visibleText(row.name)}
                        </Link>
                      )}
                      <span className="quiet trunc">{visibleText(row.about)}</span>
                    </span>
                  </td>
                  <td className="num">
                    <Link className="link" href={sessionsOf(row)}>
                      {count(row.sessions)}
                    </Link>
                  </td>
                  <td>
                    <span className="states">
                      {LIVE_STATES.filter((state) => (row.states[state] ?? 0) > 0).map((state) => (
                        <span
                          key={state}
                          className="st"
                          data-s={state}
                          title={`${row.states[state]} ${state}`}
                        >
                          <StateGlyph state={state} />
                          {row.states[state]}
                          <span className="vh">{state}</span>
                        </span>
                      ))}
                    </span>
                  </td>
                  <td>
                    <span className="mono">{row.otherNames.map(visibleText).join(", ")}</span>
                    {row.others > row.otherNames.length && (
                      <span className="rel"> and {count(row.others - row.otherNames.length)} more</span>
                    )}
                  </td>
                  <td className="is-on">
                    <span className="mono">{clockOrDay(row.firstLoggedOnAt, now, timeZone)}</span>
                  </td>
                  <td className="num">
                    {row.idleSince === null ? <span className="dash">–</span> : duration(now - row.idleSince)}
                  </td>
                  <td className="num">
                    <span className="fresh asof">
                      {row.reportedAt === null
                        ? "never"
                        : isStale(row.reportedAt, now)
                          ? `as of ${clockTime(row.reportedAt, timeZone)}`
                          : duration(now - row.reportedAt)}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <div className="statusbar">
        <span>
          <b>{count(groups.length)}</b> of <b>{count(total)}</b> {isPeople ? "associates" : "hosts"}
        </span>
        <span>most sessions first</span>
      </div>
    </>
  );
}
