import Link from "next/link";
import { ConfidenceGlyph } from "@/components/timeline/confidence";
import { hrefWith } from "@/components/timeline/href-with";
import type { Lane } from "@/components/timeline/lanes";
import { isInferred } from "@/components/timeline/names";
import { StateGlyph } from "@/components/ui/state";
import { knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import type { ZoneClock } from "@/lib/domain/zone-clock";
import { dayName } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { hourMeans } from "./hour-means";
import { UsualHours } from "./usual-hours";

interface HistoryRailProps {
  readonly lanes: readonly Lane[];
  readonly sessions: readonly RecordedSession[];
  readonly clock: ZoneClock;
  readonly now: number;
  readonly here: { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

const MOST_ODD = 12;

export function HistoryRail(props: HistoryRailProps) {
  return (
    <aside className="rail" aria-label="Usual hours and places of doubt">
      <UsualHours {...hourMeans(props.lanes, props.clock, props.now)} />
      <WorthALook {...props} />
    </aside>
  );
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
          : "forced or uncertain ends, clocks that were set"}
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
