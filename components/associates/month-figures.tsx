import { isInferred } from "@/components/timeline/names";
import { median } from "@/components/timeline/presence";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import { HOUR, MINUTE } from "@/lib/domain/zone-clock";
import { counted } from "@/lib/format/count";
import type { DayFacts } from "./day-facts";

interface MonthFiguresProps {
  readonly days: readonly DayFacts[];
  readonly sessions: readonly RecordedSession[];
}

/** The window in figures: certain time alone counts, and how the ends are known stands beside it. */
export function MonthFigures({ days, sessions }: MonthFiguresProps) {
  const past = days.filter((day) => !day.isFuture && !day.isOutside);
  const present = past.filter((day) => day.presence !== null);
  const usual = usualHours(days);
  const onMs = sum(present.map((day) => day.presence?.onMs ?? 0));
  const activeMs = sum(present.map((day) => day.presence?.activeMs ?? 0));
  const hosts = new Set(sessions.map((session) => session.hostId)).size;
  const working = past.filter((day) => !day.isWeekend);
  return (
    <section className="sum" aria-label="These days in figures">
      <div>
        <span className="lab">Days present</span>
        <b>
          {present.length} <small>of {past.length}</small>
        </b>
        <span className="meta">
          {present.filter((day) => !day.isWeekend).length} of {working.length} working days
        </span>
      </div>
      <div>
        <span className="lab">First in, last out</span>
        <b>{usual ? `${clock(usual.inMs)} – ${clock(usual.outMs)}` : "—"}</b>
        <span className="meta">
          {usual
            ? `median of working days; earliest ${clock(usual.earliestMs)}, latest ${clock(usual.latestMs)}`
            : "no working day with both"}
        </span>
      </div>
      <div>
        <span className="lab">Active of time on</span>
        <b>
          {hours(activeMs)} <small>of {hours(onMs)}</small>
        </b>
        <span className="meta">
          {onMs > 0 ? `${Math.round((activeMs / onMs) * 100)} %; ` : ""}certain time only
        </span>
      </div>
      <div>
        <span className="lab">Sessions</span>
        <b>{sessions.length}</b>
        <span className="meta">on {counted(hosts, "host")}</span>
      </div>
      <EndsBar sessions={sessions} />
    </section>
  );
}

function EndsBar({ sessions }: { readonly sessions: readonly RecordedSession[] }) {
  const of = (test: (session: RecordedSession) => boolean) => sessions.filter(test).length;
  const doubt = of(
    (session) => isInferred(session) || ["interval", "low"].includes(session.ending.confidence),
  );
  const exact = of((session) => session.ending.confidence === "exact" && !isInferred(session));
  const high = of((session) => session.ending.confidence === "high" && !isInferred(session));
  const open = of((session) => session.ending.kind === "open");
  const orphans = of((session) => session.startedAt === null);
  const words = [
    `${exact} exact`,
    `${high} high`,
    `${open} open`,
    ...(orphans > 0 ? [`${counted(orphans, "start")} not recorded`] : []),
  ];
  const parts = (
    [
      ["e-exact", exact],
      ["e-high", high],
      ["e-doubt", doubt],
      ["e-open", open],
    ] as const
  ).filter(([, n]) => n > 0);
  return (
    <div>
      <span className="lab">How the ends are known</span>
      <div className="endbar" role="img" aria-label={`${doubt} inferred, ${words.join(", ")}`}>
        {parts.map(([name, n]) => (
          <i key={name} className={name} style={{ flex: n }} />
        ))}
      </div>
      <span className="meta">
        <strong>{doubt} inferred</strong> · {words.join(" · ")}
      </span>
    </div>
  );
}

export interface UsualHours {
  readonly inMs: number;
  readonly outMs: number;
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** Medians of working days whose first and last instants are known. */
export function usualHours(days: readonly DayFacts[]): UsualHours | null {
  const known = days.filter((day) => !day.isWeekend && day.presence !== null);
  const ins = known.flatMap((day) => (day.presence?.isFirstBound || day.isFirstCut ? [] : [day.firstMs]));
  const outs = known.flatMap((day) =>
    day.presence?.isLastBound || day.presence?.isOpen || day.isLastCut ? [] : [day.lastMs],
  );
  const inMs = median(ins);
  const outMs = median(outs);
  if (inMs === null || outMs === null) return null;
  return { inMs, outMs, earliestMs: Math.min(...ins), latestMs: Math.max(...outs) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function clock(ms: number): string {
  const hour = String(Math.floor(ms / HOUR)).padStart(2, "0");
  return `${hour}:${String(Math.floor((ms % HOUR) / MINUTE)).padStart(2, "0")}`;
}

function hours(ms: number): string {
  return ms < 10 * HOUR ? `${(ms / HOUR).toFixed(1)} h` : `${Math.round(ms / HOUR)} h`;
}
