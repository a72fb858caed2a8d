import type { Stretch } from "@/lib/domain/coverage";
import { dayName, hourMinute, isoDay } from "@/lib/format/clock";
import { counted, visibleText } from "@/lib/format/count";
import { clockSkew, duration } from "@/lib/format/duration";

export interface StretchWords {
  /** What happened to the log. */
  readonly because: string;
  /** What cannot be told for it. */
  readonly consequence: string;
}

/** The one source of words for a stretch that is not covered: the bar, the list, the note beside an answer. */
export function stretchWords(stretch: Stretch, timeZone: string): StretchWords {
  const from = stretch.from === null ? null : moment(stretch.from, timeZone);
  const until = stretch.until === null ? null : moment(stretch.until, timeZone);
  const log = logWords(stretch.log);
  const by = stretch.who === null ? "" : ` by ${visibleText(stretch.who)}`;
  switch (stretch.kind) {
    case "never":
      return said("No log of it was ever read.", "Nobody listed does not mean nobody on.");
    case "before_first":
      return said(`No log from before ${until} was read.`, "Who was on earlier cannot be told.");
    case "log_missing":
      return said(
        until === null ? `${log} was not read.` : `${log} was not read before ${until}.`,
        "Only what other logs noticed is known: some sessions are missing, some ends are bounds.",
      );
    case "cleared":
      return stretch.weight === "note"
        ? said(`${log} was cleared${by} at ${until}.`, "Everything before it had been read by then.")
        : said(
            `${log} was cleared${by} at ${until}.`,
            `Logons and logoffs ${from === null ? `before ${until}` : `between ${from} and ${until}`} cannot be told.`,
          );
    case "dropped":
      return said(
        `Windows dropped audit records before ${until}.`,
        `A logon or a logoff since ${from} may be missing.`,
      );
    case "gap":
      return said(
        `${stretch.missing === null ? "Records" : counted(stretch.missing, "record")} of ${lower(log)} ${stretch.missing === 1 ? "is" : "are"} missing between ${from} and ${until}.`,
        "Sessions inside may be missing, and ends beside it are bounds.",
      );
    case "ended":
      return said(`What was read of it ends at ${from}.`, "What came later cannot be told.");
    case "silent":
      return said(`It has not reported since ${from}.`, "What happened since is not known yet.");
    case "no_logons":
      return said(
        `Audit Logon was off${since(from, until)}.`,
        "Sessions are known from other logs alone, without who came from where.",
      );
    case "no_logoffs":
      return said(
        `Audit Logoff was off${since(from, until)}.`,
        "Logoffs cannot be told: ends are bounds, and a forced logoff stays unproved.",
      );
    case "no_turns":
      return said(
        `Audit Other Logon/Logoff Events was off${since(from, until)}.`,
        "Locks, disconnects and reconnects cannot be told.",
      );
    case "policy_changed":
      return said(
        `The audit policy was changed${by} at ${until}.`,
        "What is recorded may differ before and after.",
      );
    case "clock":
      return said(
        `The clock was set ${clockStep(stretch.seconds ?? 0)}, ${from} to ${until}.`,
        "Times on the two sides do not compare.",
      );
    case "skew":
      return said(
        `Its clock is off by ${clockSkew((stretch.seconds ?? 0) * 1_000)}.`,
        "Times of this host are its own, not the other hosts'.",
      );
  }
}

/** Two or three words, for a place too small for a sentence. */
export function stretchTitle(kind: Stretch["kind"]): string {
  return TITLES[kind];
}

const TITLES: Readonly<Record<Stretch["kind"], string>> = {
  never: "never read",
  before_first: "before the first log",
  log_missing: "log not read",
  cleared: "log cleared",
  dropped: "records dropped",
  gap: "records missing",
  ended: "after the last log",
  silent: "host silent",
  no_logons: "Logon off",
  no_logoffs: "Logoff off",
  no_turns: "Other Logon/Logoff off",
  policy_changed: "policy changed",
  clock: "clock set",
  skew: "clock off",
};

function said(because: string, consequence: string): StretchWords {
  return { because, consequence };
}

function since(from: string | null, until: string | null): string {
  if (from === null) return until === null ? ", as the host reports its policy" : ` until ${until}`;
  if (until === null) return ` since ${from}`;
  const [day, clock] = [until.slice(0, -6), until.slice(-5)];
  return from.startsWith(day) ? `, ${from}–${clock}` : `, ${from} – ${until}`;
}

export function logWords(log: string | null): string {
  switch (log) {
    case null:
      return "The log";
    case "LocalSessionManager":
      return "The session manager's log";
    case "logind":
      return "The journal of logind";
    case "samba":
      return "The audit of Samba";
    case "wtmp":
      return "wtmp";
    default:
      return `The ${log} log`;
  }
}

function lower(text: string): string {
  return text.startsWith("The ") ? `the ${text.slice(4)}` : text;
}

/** `3 Mar 2026 14:02`: a stretch can be years away. */
function moment(at: number, timeZone: string): string {
  return `${dayName(at, timeZone)} ${isoDay(at, timeZone).slice(0, 4)} ${hourMinute(at, timeZone)}`;
}

/** `back 2 h 00 m` */
function clockStep(seconds: number): string {
  return `${seconds < 0 ? "back" : "forward"} ${duration(Math.abs(seconds) * 1_000)}`;
}
