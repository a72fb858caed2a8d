"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useMemo } from "react";
import { hrefWith } from "@/components/timeline/href-with";
import { dayLanes, type Gap } from "@/components/timeline/lanes";
import { type PackedSessions, unpackSessions } from "@/components/timeline/packed-sessions";
import { type Span, spanText } from "@/components/timeline/span";
import { Timeline } from "@/components/timeline/timeline";
import type { TimelineRow } from "@/components/timeline/timeline-parts";
import { DAY, HOUR, MINUTE, zoneClock } from "@/lib/domain/zone-clock";
import { dayName, hourMinute } from "@/lib/format/clock";
import { type DayFacts, dayFacts } from "./day-facts";

interface ActogramProps {
  readonly label: string;
  readonly sessions: PackedSessions;
  readonly gaps: readonly Gap[];
  readonly firstDay: number;
  readonly days: number;
  readonly timeZone: string;
  readonly now: number;
  readonly band: readonly [number, number] | null;
  readonly openId: string | null;
  readonly span: Span | null;
  /** The address of this page without the session that is open. */
  readonly here: { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

const COLUMNS = [
  { label: "First in", width: 62 },
  { label: "Last out", width: 70 },
  { label: "Active", width: 50, title: "Hours and minutes with input" },
  { label: "On", width: 48, title: "Logged on and not disconnected" },
];
const DAY_DOMAIN = [0, DAY] as const;

/** Thirty days or a month, one lane of 24 hours each, newest on top. */
export function Actogram(props: ActogramProps) {
  const { gaps, firstDay, days, timeZone, now, here, span } = props;
  const router = useRouter();
  // Stable, so that a moved focus redraws two buttons and not all of them.
  const open = useCallback(
    (id: string) => router.push(hrefWith(here.path, here.query, { session: id }), { scroll: false }),
    [router, here],
  );
  const mark = useCallback(
    (marked: Span | null) =>
      router.push(
        hrefWith(here.path, here.query, { after: null, before: null, span: marked && spanText(marked) }),
        { scroll: false },
      ),
    [router, here],
  );
  const clock = zoneClock(timeZone);
  const sessions = useMemo(() => unpackSessions(props.sessions), [props.sessions]);
  const lanes = useMemo(
    () => dayLanes(sessions, clock, firstDay, days, gaps),
    [sessions, clock, firstDay, days, gaps],
  );
  const rows = useMemo(() => {
    const facts = dayFacts(lanes, clock, now, span);
    return lanes.map((lane, i): TimelineRow => {
      const day = facts[i];
      const length = (lane.until - lane.from) / HOUR;
      return {
        label: (
          <DayLabel
            name={dayName(lane.from + 12 * HOUR, timeZone)}
            isTop={i === 0}
            hours={length}
            isToday={day?.isToday ?? false}
          />
        ),
        tone: day?.isToday ? "today" : lane.isWeekend ? "weekend" : undefined,
        cells: day && !day.isOutside ? cells(day, lane.gaps.length > 0, timeZone) : [],
      };
    });
  }, [lanes, clock, now, timeZone, span]);
  return (
    <Timeline
      key={`${firstDay} ${days}`}
      label={props.label}
      mode="day"
      lanes={lanes}
      rows={rows}
      columns={COLUMNS}
      domain={DAY_DOMAIN}
      timeZone={timeZone}
      now={now}
      laneHeight={20}
      gutter={104}
      maxHeight={days * 20}
      band={props.band}
      openId={props.openId}
      onOpen={open}
      span={props.span}
      onSpan={mark}
    />
  );
}

interface DayLabelProps {
  /** `Fri 20 Nov` */
  readonly name: string;
  readonly isTop: boolean;
  readonly hours: number;
  readonly isToday: boolean;
}

function DayLabel({ name, isTop, hours, isToday }: DayLabelProps) {
  const [weekday = "", number = "", month = ""] = name.split(" ");
  const tag = hours === 24 ? (isToday ? "today" : null) : `${hours} h`;
  return (
    <>
      <span className="wd">{weekday}</span>
      <span className="dd">{number}</span>
      <span className="mo">{isTop || number === "1" ? month : ""}</span>
      {tag && <span className="tag">{tag}</span>}
    </>
  );
}

function cells(day: DayFacts, hasGap: boolean, timeZone: string): readonly ReactNode[] {
  const { presence } = day;
  if (!presence) return hasGap ? [<em key="none">no data</em>] : [];
  const first = hourMinute(presence.firstAt, timeZone);
  const last = day.isLastCut ? "24:00" : hourMinute(presence.lastAt, timeZone);
  return [
    presence.isFirstBound ? (
      <span key="first" className="q" title="Started before this time">
        &lt; {first}
      </span>
    ) : (
      first
    ),
    presence.isOpen ? (
      <em key="last">open</em>
    ) : presence.isLastBound ? (
      <span key="last" className="q" title="Not certain: the end was not recorded">
        ≈ {last}
      </span>
    ) : (
      last
    ),
    hoursMinutes(presence.activeMs),
    <em key="on">{hoursMinutes(presence.onMs)}</em>,
  ];
}

function hoursMinutes(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
