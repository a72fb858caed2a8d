"use client";

import { useRouter } from "next/navigation";
import { useCallback, useMemo } from "react";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import { visibleText } from "@/lib/format/count";
import { hrefWith } from "./href-with";
import { type Gap, groupLanes } from "./lanes";
import { personOf } from "./names";
import { type PackedSessions, unpackSessions } from "./packed-sessions";
import type { HostMark } from "./scene";
import { type Span, spanText } from "./span";
import { Timeline } from "./timeline";

interface GroupTimelineProps {
  readonly label: string;
  readonly sessions: PackedSessions;
  /** One lane a host, or one lane a person. */
  readonly by: "host" | "person";
  readonly from: number;
  readonly until: number;
  readonly timeZone: string;
  readonly now: number;
  readonly gaps?: readonly Gap[];
  readonly marks?: readonly HostMark[];
  readonly at?: number | null;
  readonly laneHeight: number;
  readonly openId: string | null;
  readonly span: Span | null;
  readonly here: { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

const NO_GAPS: readonly Gap[] = [];

/** The same pieces on one line of time, a lane for each host or person; who was on last stands on top. */
export function GroupTimeline(props: GroupTimelineProps) {
  const { by, from, until, gaps = NO_GAPS, here } = props;
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
  const sessions = useMemo(() => unpackSessions(props.sessions), [props.sessions]);
  const lanes = useMemo(() => {
    const groups = new Map<string, RecordedSession[]>();
    for (const session of sessions) {
      const name = by === "host" ? session.hostName : personOf(session);
      const found = groups.get(name);
      if (found) found.push(session);
      else groups.set(name, [session]);
    }
    return groupLanes(
      [...groups].map(([name, own]) => ({ id: name, label: name, sessions: own, gaps })),
      from,
      until,
    );
  }, [sessions, by, from, until, gaps]);
  const rows = useMemo(
    () =>
      lanes.map((lane) => ({
        label: (
          <span className="lg" title={visibleText(lane.label)}>
            {visibleText(lane.label)}
          </span>
        ),
      })),
    [lanes],
  );
  const domain = useMemo(() => [from, until] as const, [from, until]);
  return (
    <Timeline
      // A window that slides with the clock is still the same window; another day is another one.
      key={`${here.path} ${here.query.day ?? here.query.from ?? ""}`}
      label={props.label}
      mode="line"
      lanes={lanes}
      rows={rows}
      domain={domain}
      timeZone={props.timeZone}
      now={props.now}
      laneHeight={props.laneHeight}
      gutter={132}
      maxHeight={560}
      at={props.at ?? null}
      saysPerson={by === "person"}
      openId={props.openId}
      onOpen={open}
      span={props.span}
      onSpan={mark}
      {...(props.marks ? { marks: props.marks } : {})}
    />
  );
}
