"use client";

import { useMemo } from "react";
import { knownFrom, knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import { MINUTE } from "@/lib/domain/zone-clock";
import { groupLanes } from "./lanes";
import { Timeline } from "./timeline";

interface SessionStripProps {
  readonly session: RecordedSession;
  readonly timeZone: string;
  readonly now: number;
}

const NO_ROWS = [{ label: null }];
const openNothing = () => {};

/** One session across the whole width of the drawer. */
export function SessionStrip({ session, timeZone, now }: SessionStripProps) {
  const domain = useMemo(() => {
    const from = session.startNotBefore ?? knownFrom(session);
    const until = latestEnd(session) ?? knownUntil(session);
    const pad = Math.max(10 * MINUTE, (until - from) * 0.06);
    return [from - pad, until + pad] as const;
  }, [session]);
  const lanes = useMemo(
    () => groupLanes([{ id: session.id, label: session.hostName, sessions: [session] }], ...domain),
    [session, domain],
  );
  return (
    <Timeline
      label="This session"
      mode="line"
      lanes={lanes}
      rows={NO_ROWS}
      domain={domain}
      timeZone={timeZone}
      now={now}
      laneHeight={36}
      gutter={0}
      maxHeight={36}
      openId={null}
      onOpen={openNothing}
    />
  );
}
