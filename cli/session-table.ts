import { clockTime, isoDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { accountOf, type HostSession, secondsOf } from "./session-line";

const ZONE = "UTC";
const HEAD = ["host", "account", "started (UTC)", "ended (UTC)", "length", "how it ended"];

/** Sessions in columns for reading. */
export function sessionTable(sessions: readonly HostSession[]): string {
  const rows = sessions.map((found) => [
    found.host ?? "?",
    accountOf(found.session) ?? found.session.sid ?? "?",
    startWords(found),
    endWords(found),
    lengthWords(found),
    `${found.session.ending.because} [${found.session.ending.confidence}]`,
  ]);
  const cells = [HEAD, ...rows.map((row) => row.map(visibleText))];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function startWords({ session }: HostSession): string {
  if (session.startedAt !== null) return instant(session.startedAt);
  return session.startedBefore === null ? "?" : `before ${instant(session.startedBefore)}`;
}

function endWords({ session: { ending } }: HostSession): string {
  if (ending.at !== null && ending.confidence !== "low") return instant(ending.at);
  if (ending.kind === "open") return `open as of ${instant(ending.asOf)}`;
  return `${instant(ending.notBefore)} … ${instant(ending.notAfter)}`;
}

function lengthWords({ session }: HostSession): string {
  const seconds = secondsOf(session);
  if (seconds === null) return "";
  const most = session.ending.confidence === "low" ? "≤ " : "";
  const stepped = Math.abs(session.clockStepSeconds) >= 60 ? " (clock was set)" : "";
  return most + duration(seconds * 1000) + stepped;
}

function instant(at: number): string {
  return Math.abs(at) <= 8.64e15 ? `${isoDay(at, ZONE)} ${clockTime(at, ZONE)}` : "?";
}
