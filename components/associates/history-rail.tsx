import Link from "next/link";
import { ConfidenceGlyph } from "@/components/timeline/confidence";
import { hrefWith } from "@/components/timeline/href-with";
import type { Lane } from "@/components/timeline/lanes";
import { isInferred } from "@/components/timeline/names";
import { covered } from "@/components/timeline/presence";
import { StateGlyph } from "@/components/ui/state";
import { knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import { HOUR, MINUTE, weekdayOf, type ZoneClock } from "@/lib/domain/zone-clock";
import { dayName } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";

interface HistoryRailProps {
  readonly lanes: readonly Lane[];
  readonly sessions: readonly RecordedSession[];
  readonly clock: ZoneClock;
  readonly now: number;
  readonly here: { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const MOST_ODD = 12;

export function HistoryRail(props: HistoryRailProps) {
  return (
    <aside className="rail" aria-label="Usual hours and places of doubt">
      <UsualHours lanes={props.lanes} clock={props.clock} now={props.now} />
      <WorthALook {...props} />
    </aside>
  );
}

/** Mean active minutes of each hour of the week; hatched where no day of that kind was seen. */
function UsualHours({ lanes, clock, now }: Pick<HistoryRailProps, "lanes" | "clock" | "now">) {
  const cells = WEEKDAYS.map(() => Array.from({ length: 24 }, () => ({ ms: 0, seen: 0 })));
  for (const lane of lanes) {
    if (lane.day === null) continue;
    for (let hour = 0; hour < 24; hour++) {
      const from = clock.instant(lane.day * 24 * HOUR + hour * HOUR);
      const until = from + HOUR;
      const cell = cells[weekdayOf(lane.day)]?.[hour];
      if (!cell || from > now || lane.gaps.some((gap) => gap.from < until && gap.until > from)) continue;
      cell.seen++;
      cell.ms += covered(
        lane.pieces
          .filter(
            ({ piece, ...part }) =>
              !piece.doubt && piece.state === "active" && part.from < until && part.until > from,
          )
          .map((part) => ({ from: Math.max(from, part.from), until: Math.min(until, part.until) })),
      );
    }
  }
  return (
    <section>
      <h3>Usual hours</h3>
      <div className="meta">active minutes an hour, mean of these days</div>
      <div className="heat" role="img" aria-label={busiest(cells)}>
        <span />
        {WEEKDAYS.map((day) => (
          <span key={day} className="wd">
            {day}
          </span>
        ))}
        {HOURS.map((hour) => [
          <span key={hour} className="hh">
            {hour % 3 === 0 ? String(hour).padStart(2, "0") : ""}
          </span>,
          ...cells.map((day, i) => (
            <HeatCell key={WEEKDAYS[i]} cell={day[hour]} name={`${WEEKDAYS[i]} ${hour}:00`} />
          )),
        ])}
      </div>
      <div className="scale" aria-hidden="true">
        0{" "}
        {[0, 26, 48, 72, 96].map((share) => (
          <i key={share} style={{ "--v": share } as React.CSSProperties} />
        ))}{" "}
        60 min
      </div>
    </section>
  );
}

interface Cell {
  readonly ms: number;
  readonly seen: number;
}

function HeatCell({ cell, name }: { readonly cell: Cell | undefined; readonly name: string }) {
  if (!cell || cell.seen === 0) return <i className="nd" title={`${name}, no data`} />;
  const minutes = cell.ms / cell.seen / MINUTE;
  const share = minutes < 0.4 ? 0 : Math.round(8 + (minutes / 60) * 88);
  return (
    <i
      style={{ "--v": share } as React.CSSProperties}
      title={`${name}, active ${Math.round(minutes)} min on average of ${cell.seen}`}
    />
  );
}

function busiest(cells: readonly (readonly Cell[])[]): string {
  const all = cells.flatMap((day, weekday) =>
    day.map((cell, hour) => ({ weekday, hour, minutes: cell.seen === 0 ? 0 : cell.ms / cell.seen / MINUTE })),
  );
  const most = all.reduce((best, cell) => (cell.minutes > best.minutes ? cell : best), {
    weekday: 0,
    hour: 0,
    minutes: 0,
  });
  if (most.minutes === 0) return "No active hour in these days";
  return `Most active on ${WEEKDAYS[most.weekday]} at ${most.hour}:00, ${Math.round(most.minutes)} min on average`;
}

/** Forced, inferred, unknown or re-clocked: what a reader should see before trusting a total. */
function WorthALook({ sessions, clock, here }: HistoryRailProps) {
  const odd = sessions.filter(
    (session) =>
      session.startedAt === null ||
      session.order ||
      isInferred(session) ||
      Math.abs(session.clockStepSeconds) >= 60,
  );
  return (
    <section>
      <h3>Worth a look</h3>
      <div className="meta">
        {odd.length === 0
          ? "nothing forced, inferred or unknown in these days"
          : "forced, inferred, unknown or re-clocked"}
      </div>
      <div className="pts">
        {odd.slice(0, MOST_ODD).map((session) => (
          <Link
            key={session.id}
            className="pt"
            href={hrefWith(here.path, here.query, { session: session.id })}
            scroll={false}
          >
            <OddGlyph session={session} />
            <span>
              <b>{oddWords(session)}</b>
              <br />
              {dayName(knownUntil(session), clock.timeZone)},{" "}
              <span className="mono">{visibleText(session.hostName)}</span>
              {isInferred(session) && `, within ${duration((latestEnd(session) ?? 0) - knownUntil(session))}`}
            </span>
          </Link>
        ))}
        {odd.length > MOST_ODD && (
          <span className="meta">and {odd.length - MOST_ODD} more, in the table</span>
        )}
      </div>
    </section>
  );
}

function OddGlyph({ session }: { readonly session: RecordedSession }) {
  if (session.startedAt === null) return <ConfidenceGlyph confidence="low" />;
  if (session.order) return <StateGlyph state="ended" />;
  if (session.ending.kind === "crashed") return <StateGlyph state="crashed" />;
  return <ConfidenceGlyph confidence={session.ending.confidence} />;
}

function oddWords(session: RecordedSession): string {
  if (session.order) return `Order ${session.order.id}, ${session.order.proof ? "proved" : "not proved"}`;
  if (session.startedAt === null) return "Start unknown";
  if (session.ending.kind === "crashed") return "Crash";
  return isInferred(session) ? "End not recorded" : "Clock moved";
}
