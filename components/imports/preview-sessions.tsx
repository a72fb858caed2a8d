import { EmptyState } from "@/components/ui/empty-state";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { PreviewSession } from "@/lib/domain/import-facts";
import { clockTime, dayName, isoDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { EndingForm } from "./ending-form";
import { ScrollRegion } from "./scroll-region";

interface PreviewSessionsProps {
  readonly sessions: readonly PreviewSession[];
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = [
  "Account",
  "Host",
  "Logged on",
  "Ended",
  ["Length", "num"],
  "How sure, and why",
];

export function PreviewSessions({ sessions, timeZone }: PreviewSessionsProps) {
  if (sessions.length === 0) {
    return (
      <EmptyState title="No session of a person">
        These events tell of no session that begins or ends. They are kept all the same, and may pair with
        what another log brings.
      </EmptyState>
    );
  }
  return (
    <ScrollRegion label="Paired sessions">
      <table className="tbl pv-sessions" aria-label="Paired sessions">
        <colgroup>
          <col className="c-account" />
          <col className="c-host" />
          <col className="c-time" />
          <col className="c-end" />
          <col className="c-length" />
          <col />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {sessions.map((session, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a preview is drawn whole, and its rows have no identity yet
            <tr key={i}>
              <td title={visibleText(session.account ?? "")}>
                <span className="strong">{visibleText(session.account ?? "?")}</span>
              </td>
              <td className="mono" title={visibleText(session.host)}>
                {session.host === "" ? "to be named" : visibleText(session.host)}
              </td>
              <td className="mono">{startWords(session, timeZone)}</td>
              <td className="mono">{endWords(session, timeZone)}</td>
              <td className="num">{lengthWords(session)}</td>
              <td title={visibleText(session.because)}>
                <span className="conf">
                  <EndingForm session={session} />
                  <span className="sure">{session.confidence}</span>
                  <span className="quiet trunc">{visibleText(session.because)}</span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function startWords({ startedAt, startedBefore }: PreviewSession, timeZone: string): string {
  if (startedAt !== null) return moment(startedAt, timeZone);
  return startedBefore === null ? "?" : `before ${moment(startedBefore, timeZone)}`;
}

function endWords({ startedAt, endAt, notBefore, notAfter, kind }: PreviewSession, timeZone: string): string {
  const near = startedAt ?? notBefore;
  if (endAt !== null) return shortMoment(endAt, near, timeZone);
  if (kind === "open") return "open";
  if (notAfter === null) return `after ${shortMoment(notBefore, near, timeZone)}`;
  return `≈ ${shortMoment(notBefore, near, timeZone)}–${shortMoment(notAfter, notBefore, timeZone)}`;
}

function lengthWords({ startedAt, startedBefore, endAt, notBefore, kind }: PreviewSession): string {
  const from = startedAt ?? startedBefore;
  if (from === null) return "";
  const words = duration((endAt ?? notBefore) - from);
  return startedAt !== null && endAt !== null && kind !== "open" ? words : `≥ ${words}`;
}

function moment(at: number, timeZone: string): string {
  return `${isoDay(at, timeZone)} ${clockTime(at, timeZone)}`;
}

function shortMoment(at: number, near: number, timeZone: string): string {
  const clock = clockTime(at, timeZone);
  return isoDay(at, timeZone) === isoDay(near, timeZone) ? clock : `${dayName(at, timeZone)} ${clock}`;
}
