import Link from "next/link";
import { stretchName } from "@/components/history/bar-edges";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import { counted } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { groupLanes } from "./lanes";
import { moment, personOf } from "./names";
import { pieces } from "./pieces";
import { type DayPresence, dayPresence } from "./presence";
import { type Span, touches } from "./span";

interface SpanBarProps {
  readonly span: Span | null;
  /** Whose sessions these are: one person's on hosts, or people's on one host. */
  readonly names: "host" | "person";
  readonly sessions: readonly RecordedSession[];
  readonly timeZone: string;
  readonly clearHref: string;
  /** The drawing is in sight: one can draw over it. */
  readonly isDrawn: boolean;
}

/** What is marked, in figures: certain time alone counts, as everywhere. */
export function SpanBar({ span, names, sessions, timeZone, clearHref, isDrawn }: SpanBarProps) {
  if (!span) {
    return isDrawn ? (
      <p className="span-hint no-print">
        Draw over the lanes to look at a stretch of time, or press <Kbd>B</Kbd> where it begins and{" "}
        <Kbd>E</Kbd> where it ends.
      </p>
    ) : null;
  }
  const inside = sessionsWithin(sessions, span);
  const [lane] = groupLanes([{ id: "all", label: "", sessions: inside }], span.from, span.until);
  const presence = lane ? dayPresence(lane) : null;
  const others =
    names === "host"
      ? counted(new Set(inside.map((session) => session.hostId)).size, "host")
      : counted(new Set(inside.map(personOf)).size, "person", "people");
  return (
    <section className="span-bar" aria-label="The marked stretch of time">
      <div className="span-when">
        <b>{stretchName(span.from, span.until, timeZone)}</b>
        <span className="meta">{duration(span.until - span.from)}</span>
      </div>
      <dl>
        <Fact name="First in">{presence ? firstIn(presence, span, timeZone) : "—"}</Fact>
        <Fact name="Last out">{presence ? lastOut(presence, span, timeZone) : "—"}</Fact>
        {names === "host" && <Fact name="Active">{duration(presence?.activeMs ?? 0)}</Fact>}
        <Fact name={names === "host" ? "On" : "Somebody on"}>{duration(presence?.onMs ?? 0)}</Fact>
        <Fact name="Sessions">
          {inside.length} <small>{others}</small>
        </Fact>
      </dl>
      <Link className="btn sm no-print" href={clearHref} scroll={false}>
        <Icon name="x" small /> Clear <Kbd>Esc</Kbd>
      </Link>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Those that have something to show inside the span, doubt included: the rows of its table. */
export function sessionsWithin(
  sessions: readonly RecordedSession[],
  span: Span | null,
): readonly RecordedSession[] {
  if (!span) return sessions;
  return sessions.filter((session) => pieces(session).some((piece) => touches(piece, span)));
}

function firstIn(presence: DayPresence, span: Span, timeZone: string): string {
  if (presence.firstAt <= span.from && !presence.isFirstBound) return "on already";
  return `${presence.isFirstBound ? "< " : ""}${moment(presence.firstAt, span.from, timeZone)}`;
}

function lastOut(presence: DayPresence, span: Span, timeZone: string): string {
  if (presence.isOpen) return "open";
  if (presence.lastAt >= span.until && !presence.isLastBound) return "on still";
  return `${presence.isLastBound ? "≈ " : ""}${moment(presence.lastAt, span.from, timeZone)}`;
}
