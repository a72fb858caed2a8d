import type { AuditEvent } from "../../audit-event";

/** One logon and all that speaks of it. */
export interface Logon {
  readonly sid: string | null;
  readonly ids: readonly string[];
  /** Its one or two 4624s. */
  readonly records: readonly AuditEvent[];
  readonly about: readonly AuditEvent[];
}

/** The logons of people in one boot's Security log, in record order, where one LogonId may be told of several. */
export function referenceLogons(log: readonly AuditEvent[]): Logon[] {
  const merged = mergeTwins(log.filter((e) => isLogon(e) && !isGivenBefore(log, e)));
  const owners = new Map<AuditEvent, AuditEvent | null>();
  for (const e of log) {
    const own = candidates(log, owners, e).at(-1) ?? null;
    if (e.eventId !== 4624) owners.set(e, own);
    else if (isLogon(e)) {
      const tokens = merged.find((records) => own && records.includes(own)) ?? [own];
      const isOver = log.some((end) => isEnd(end) && tokens.includes(owners.get(end) ?? null));
      owners.set(e, own && !isOver ? own : e);
    }
  }
  return merged.map((records) => ({
    sid: records[0]?.sid ?? null,
    ids: records.map((e) => e.logonId ?? ""),
    records,
    about: log.filter((e) => e.eventId !== 4624 && records.includes(owners.get(e) ?? e)),
  }));
}

/** Logons that began before the log: known by what names them. */
export function lostLogons(log: readonly AuditEvent[]): Logon[] {
  const ids = [...new Set(log.flatMap((e) => (e.eventId === 4624 ? [] : (e.logonId ?? []))))];
  const lost = ids.flatMap((id) => lostLogon(log, id) ?? []);
  lost.sort((a, b) => firstOf(a) - firstOf(b));
  const merged: Logon[] = [];
  for (const logon of lost) {
    const twins = merged.filter((other) => endTogether(other, logon));
    const twin = twins.sort((a, b) => nearestEnd(a, logon) - nearestEnd(b, logon))[0];
    if (!twin) merged.push(logon);
    else {
      const about = [...twin.about, ...logon.about].sort((a, b) => a.recordId - b.recordId);
      merged[merged.indexOf(twin)] = { ...twin, ids: [...twin.ids, ...logon.ids], about };
    }
  }
  return merged;
}

function lostLogon(log: readonly AuditEvent[], id: string): Logon | null {
  if (log.some((e) => isLogon(e) && e.logonId === id)) return null;
  const other = log.findIndex((e) => e.eventId === 4624 && e.logonId === id);
  const told = (other < 0 ? log : log.slice(0, other)).filter((e) => e.logonId === id && !isOtherEnd(e));
  const people: { sid: string | null; about: AuditEvent[] }[] = [];
  for (const e of told) {
    const known = people.findLast(({ sid }) => sid === null || e.sid === null || sid === e.sid);
    if (!known) people.push({ sid: e.sid, about: [e] });
    else {
      known.about.push(e);
      known.sid ??= e.sid;
    }
  }
  const first = people.find(({ about }) => about.some((e) => e.eventId !== 4778 && e.eventId !== 4779));
  return first ? { ...first, ids: [id], records: [] } : null;
}

/** Two tokens of one session are destroyed within a second, three records apart at most. */
function endTogether(first: Logon, second: Logon): boolean {
  const own = second.about[0];
  if (!own || first.ids.length > 1 || second.about.some((e) => e.eventId !== 4634)) return false;
  return first.about.some(
    (e) =>
      e.eventId === 4634 &&
      e.sid === own.sid &&
      e.logonType === own.logonType &&
      Math.abs(e.recordId - own.recordId) <= 3 &&
      Math.abs(e.at - own.at) <= 1000,
  );
}

function nearestEnd(first: Logon, second: Logon): number {
  return first.about.find((e) => e.eventId === 4634 && firstOf(second) - e.recordId <= 3)?.recordId ?? 0;
}

function firstOf({ about }: Logon): number {
  return about[0]?.recordId ?? 0;
}

/** The 4624s that a record may speak of: its person's, under its id, since no logon of another kind took the id over. */
function candidates(
  log: readonly AuditEvent[],
  owners: ReadonlyMap<AuditEvent, AuditEvent | null>,
  e: AuditEvent,
): AuditEvent[] {
  const under = log.filter(
    (o) => o.eventId === 4624 && o.logonId === e.logonId && o.recordId < e.recordId && e.logonId !== null,
  );
  return under
    .slice(under.findLastIndex((o) => !isLogon(o)) + 1)
    .filter((o) => owners.get(o) === o && (e.sid === null || e.sid === o.sid));
}

/** Two 4624s of one logon: they name each other, or nothing and stand together in everything. */
function mergeTwins(records: readonly AuditEvent[]): AuditEvent[][] {
  const merged: AuditEvent[][] = [];
  for (const record of records) {
    const twin = merged.findLast(([first, second]) => first && !second && areTwins(first, record));
    if (twin) twin.push(record);
    else merged.push([record]);
  }
  return merged;
}

function areTwins(a: AuditEvent, b: AuditEvent): boolean {
  if (a.linkedLogonId !== null || b.linkedLogonId !== null) return a.linkedLogonId === b.logonId;
  const isSame = a.sid === b.sid && a.logonType === b.logonType && a.processName === b.processName;
  return isSame && Math.abs(b.at - a.at) <= 10 && b.recordId - a.recordId <= 3;
}

/** Of a person at a keyboard; the others are a network's. */
function isLogon(e: AuditEvent): boolean {
  return e.eventId === 4624 && e.logonType !== 3;
}

function isGivenBefore(log: readonly AuditEvent[], logon: AuditEvent): boolean {
  return log.some((e) => isLogon(e) && e.logonId === logon.logonId && e.recordId < logon.recordId);
}

function isEnd(e: AuditEvent): boolean {
  return e.eventId === 4634 || e.eventId === 4647;
}

function isOtherEnd(e: AuditEvent): boolean {
  return e.eventId === 4634 && e.logonType === 3;
}
