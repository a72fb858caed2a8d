import type { AuditEvent, LogName } from "../audit-event";
import { ClockSteps } from "./clock-steps";
import { type Ambiguous, placeHints } from "./hints";
import { joinRuns } from "./join-runs";
import { Reconnects } from "./reconnects";
import { RunIndex } from "./run-index";
import { traceSecurity } from "./security-traces";
import { type Excluded, sortLogons } from "./sort-logons";
import { roleOf, type TerminalRun, terminalRuns } from "./terminal-runs";
import type { Trace } from "./trace";

/** Where each record of interest of a boot went: every one to exactly one place. */
export interface WindowsTraces {
  readonly sessions: readonly Trace[];
  readonly excluded: readonly Excluded[];
  readonly repeats: readonly Trace[];
  readonly strays: readonly Trace[];
  readonly unmatched: readonly TerminalRun[];
  readonly ambiguous: readonly Ambiguous[];
  readonly steps: ClockSteps;
}

/** The logs of one boot, each in record order. */
export function traceWindows(logs: ReadonlyMap<LogName, readonly AuditEvent[]>): WindowsTraces {
  const security = logs.get("Security") ?? [];
  const manager = logs.get("LocalSessionManager") ?? [];
  const sens = logs.get("SENS") ?? [];
  const isNumbered = (event: AuditEvent) => event.sessionId !== null && roleOf(event) !== null;
  const notices = [
    ...(logs.get("System") ?? []),
    ...manager,
    ...(logs.get("WTS") ?? []),
    ...sens.filter(isNumbered),
  ];

  const { logons, orphans, repeats, strays } = traceSecurity(security);
  const runs = terminalRuns(notices);
  const index = new RunIndex(runs);
  const steps = new ClockSteps(security);
  const sorted = sortLogons(logons, orphans, index, new Reconnects(security, manager), steps);

  const audited = [...orphans, ...sorted.sessions];
  const { alone, ambiguous } = joinRuns(
    runs.filter((run) => !index.isTaken(run)),
    audited,
  );
  const isSession = (run: TerminalRun) => run.starts.length > 0 || run.ends.length > 0;
  const sessions = [...audited, ...alone.filter(isSession).map(traceOfRun)];
  return {
    sessions,
    excluded: sorted.excluded,
    repeats,
    strays,
    unmatched: [...alone.filter((run) => !isSession(run)), ...ambiguous],
    ambiguous: placeHints(
      sens.filter((event) => !isNumbered(event) && event.userName !== null),
      sessions,
    ),
    steps,
  };
}

/** Without a LogonId a session goes by the first record that tells of it. */
function traceOfRun(run: TerminalRun): Trace {
  const first = run.starts[0] ?? run.events[0];
  return { logons: [], ids: [first ? `${first.log}:${first.recordId}` : ""], evidence: [], run, hints: [] };
}
