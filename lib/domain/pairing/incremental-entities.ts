import type { AuditEvent, LogName } from "../audit-event";
import { groupBy } from "./group-by";
import { type Entity, earliest, latest } from "./incremental-entity";
import { linuxEntities } from "./incremental-linux";
import { isInteractiveLogon } from "./logon-class";
import { eventsByLog } from "./record-order";
import { personKeys } from "./run-index";
import type { TerminalRun } from "./terminal-runs";
import {
  destructionOf,
  filteredIdOf,
  identityOf,
  startOf,
  type Trace,
  toldSessionId,
  userLogoffOf,
} from "./trace";
import { traceWindows } from "./trace-windows";

interface WindowsEntity extends Entity {
  readonly trace: Trace | null;
  readonly run: TerminalRun | null;
  readonly startAt: number;
  readonly people: readonly string[];
  /** The session that an excluded logon is a part of. */
  readonly partOf: string | null;
}

/** A take-over's logon lasts up to this: a shorter one is a session only while its user has no other. */
const SHORT_MS = 10_000;

/** Every record that pairing reads, in exactly one. */
export function entitiesOf(ordered: readonly AuditEvent[]): Entity[] {
  const logs = eventsByLog(ordered);
  return [...windowsEntities(logs), ...linuxEntities(logs)];
}

function windowsEntities(logs: ReadonlyMap<LogName, readonly AuditEvent[]>): Entity[] {
  const traces = traceWindows(logs);
  const runs = [...traces.sessions.flatMap(({ run }) => run ?? []), ...traces.unmatched];
  const current = currentRuns(runs);
  const startless = new Set(traces.sessions.flatMap((t) => (t.logons.length === 0 ? [filteredIdOf(t)] : [])));
  const explained = groupBy((logs.get("Security") ?? []).filter(isOtherLogon), (event) => event.logonId);
  const othersOf = ({ ids }: Trace) => ids.flatMap((id) => explained.get(id) ?? []);
  const logged = new Set(
    [...traces.sessions, ...traces.excluded.map(({ trace }) => trace), ...traces.repeats].flatMap(
      ({ logons, ids }) => (logons.length > 0 ? ids : []),
    ),
  );
  const nameless = traces.sessions.flatMap((trace) =>
    identityOf(trace).userName === null && trace.run?.ends.length === 0 ? { at: firstOf(trace.run) } : [],
  );
  const isRunClosed = (run: TerminalRun) =>
    run.ends.length > 0 || (current.get(keyOfRun(run)) !== run && current.has(keyOfRun(run)));

  const sharing = new Map<string, WindowsEntity[]>();
  const companions: Entity["companions"] = function (this: Entity, all, at) {
    const own = this as WindowsEntity;
    const windows = all as readonly WindowsEntity[];
    const found: Entity[] = [];
    if (own.run) {
      const key = keyOfRun(own.run);
      const latest = currentRuns(
        windows.flatMap(({ run }) => (run && keyOfRun(run) === key && firstOf(run) < at ? [run] : [])),
      ).get(key);
      if (latest && latest !== own.run) found.push(...windows.filter(({ run }) => run === latest));
    }
    // Which session a notice means, and whose part a logon is, depends on what else the person has without a start.
    const isVague = own.trace === null || own.trace.logons.length === 0;
    found.push(
      ...windows.filter((other) => {
        const isStartless = other.trace !== null && other.trace.logons.length === 0;
        return (isVague || isStartless) && own.people.some((key) => other.people?.includes(key));
      }),
    );
    // Where a log tells of several logons under one LogonId, each is understood by what the others left of it.
    for (const id of namedIds(own.trace))
      found.push(...(sharing.get(id) ?? []).filter((other) => other !== own));
    if (own.partOf !== null) found.push(...windows.filter(({ sessionKey }) => sessionKey === own.partOf));
    const number = own.trace ? numberOf(own.trace) : null;
    if (number !== null && !own.isClosed) {
      const next = windows
        .filter(({ trace }) => trace && numberOf(trace) === number && startOf(trace) !== null)
        .filter((other) => other.sessionKey !== null && other.startAt > own.startAt)
        .sort((a, b) => a.startAt - b.startAt)[0];
      if (next) found.push(next);
    }
    return found;
  };

  const make = (
    trace: Trace | null,
    run: TerminalRun | null,
    part: Partial<WindowsEntity>,
  ): WindowsEntity => {
    const events = [
      ...(trace ? [...trace.logons, ...trace.evidence].map(({ event }) => event) : []),
      ...(run?.events ?? []),
      ...(trace?.hints ?? []),
    ];
    return {
      events: trace ? [...events, ...othersOf(trace)] : events,
      lastAt: latest(events),
      isClosed: true,
      sessionKey: null,
      isOpenToOrphans: false,
      trace,
      run,
      startAt: trace ? (startOf(trace)?.at ?? earliest(events)) : earliest(events),
      people: [...(trace ? personKeys(identityOf(trace)) : []), ...(run ? personKeys(run) : [])],
      partOf: null,
      companions,
      ...part,
    };
  };
  const entities = [
    ...traces.sessions.map((trace) =>
      make(trace, trace.run, {
        isClosed: isSessionClosed(trace) && (trace.run === null || isRunClosed(trace.run)),
        sessionKey: filteredIdOf(trace),
        isOpenToOrphans: isJoined(trace) || trace.hints.length > 0,
      }),
    ),
    // What is part of a session whose start was not seen may be one of its own once that start comes in.
    ...traces.excluded.map(({ trace, belongsTo }) => {
      const isPartOfKnown = belongsTo === null || !startless.has(belongsTo);
      return make(trace, null, { isClosed: isPartOfKnown && !hasUnseenTwin(trace), partOf: belongsTo });
    }),
    ...traces.repeats.map((trace) => make(trace, null, {})),
    // Its session may show itself later, unless the id is a logon's, whoever's and of whatever kind.
    ...traces.strays.map((trace) =>
      make(trace, null, { isClosed: othersOf(trace).length > 0 || trace.ids.some((id) => logged.has(id)) }),
    ),
    ...traces.unmatched.map((run) => make(null, run, { isClosed: isRunClosed(run), isOpenToOrphans: true })),
    // Whose session a later record names, the hint may be of.
    ...traces.ambiguous.map(({ event }) => ({
      ...make(null, null, { isClosed: !nameless.some(({ at }) => at <= event.at), isOpenToOrphans: true }),
      events: [event],
      lastAt: event.at,
    })),
  ];
  for (const entity of entities)
    for (const id of namedIds(entity.trace)) {
      const others = sharing.get(id);
      if (others) others.push(entity);
      else sharing.set(id, [entity]);
    }
  return entities;
}

/** Its own, and those that its logons link to: one that is another's now was never seen as its own. */
function namedIds(trace: Trace | null): Set<string> {
  const links = trace?.logons.flatMap(({ event }) => event.linkedLogonId ?? []) ?? [];
  return new Set([...(trace?.ids ?? []), ...links]);
}

/** A network's, a service's: what follows it under its id is no session's. */
function isOtherLogon(event: AuditEvent): boolean {
  return event.eventId === 4624 && !isInteractiveLogon(event);
}

/** Later records may name an id that no record before them bears as its own. */
function hasUnseenTwin({ logons, ids }: Trace): boolean {
  return ids.length > logons.length;
}

/** Its notices are its own only as long as nobody else's session can be meant by them. */
function isJoined({ logons, run }: Trace): boolean {
  return run !== null && (logons.length === 0 || run.starts.length === 0);
}

function isSessionClosed(trace: Trace): boolean {
  const isStarted = (trace.run?.starts.length ?? 0) > 0;
  const isAudited = trace.logons.length + trace.evidence.length > 0;
  const isNoticed = (trace.run?.ends.length ?? 0) > 0 && (trace.logons.length > 0 ? isStarted : !isAudited);
  // A notice that only fits ends no session for the logons that come after it.
  if (userLogoffOf(trace) === null && destructionOf(trace) === null && !isNoticed) return false;
  const logon = trace.logons[0];
  if (!logon || isStarted || trace.evidence.some(({ event }) => event.eventId !== 4634)) return true;
  // Beyond a take-over's length it is a session whatever else its user has.
  const end = trace.evidence[0];
  return (
    end !== undefined && end.event.at - logon.event.at > SHORT_MS && end.event.recordId > logon.event.recordId
  );
}

/** The run that the next notice under each key would be held against. */
function currentRuns(runs: readonly TerminalRun[]): Map<string, TerminalRun> {
  const current = new Map<string, TerminalRun>();
  for (const run of runs) {
    const key = keyOfRun(run);
    const known = current.get(key);
    if (!known || firstOf(run) >= firstOf(known)) current.set(key, run);
  }
  return current;
}

function keyOfRun(run: TerminalRun): string {
  return run.sessionId ?? `sid ${run.sid}`;
}

function firstOf(run: TerminalRun): number {
  return run.events[0]?.at ?? 0;
}

function numberOf(trace: Trace): string | null {
  return toldSessionId(trace) ?? trace.run?.sessionId ?? null;
}
