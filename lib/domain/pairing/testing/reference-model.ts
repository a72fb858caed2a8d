import type { AuditEvent } from "../../audit-event";
import { type Logon, lostLogons, referenceLogons } from "./reference-owners";

/** The rules for one boot's Security log, each said as plainly as it can be, without a thought for speed. */
export function referenceSessions(log: readonly AuditEvent[], nextAt: number | null) {
  const lost = lostLogons(log);
  const sessions: Logon[] = [];
  for (const logon of referenceLogons(log)) {
    const held = [...lost, ...sessions].filter(
      (other) => other.sid === logon.sid && !hasEndedBefore(other, logon),
    );
    if (isSession(log, logon, held.length > 0)) sessions.push(logon);
  }
  return [...lost, ...sessions]
    .map((logon) => ({
      logonIds: [...logon.ids].sort(),
      startRecord: logon.records[0]?.recordId ?? null,
      ...endOf(log, logon, nextAt),
    }))
    .sort((a, b) => (a.logonIds.join() < b.logonIds.join() ? -1 : 1));
}

function hasEndedBefore(logon: Logon, later: Logon): boolean {
  const end = endRecord(logon);
  return end !== undefined && end.recordId < (later.records[0]?.recordId ?? 0);
}

function endRecord(logon: Logon): AuditEvent | undefined {
  const ends = logon.about.filter((e) => e.eventId === 4634);
  const id = filteredId(logon);
  return logon.about.findLast((e) => e.eventId === 4647) ?? ends.find((e) => e.logonId === id) ?? ends[0];
}

/** The id that locks and the like go by; else the one that is marked; else the one that is written last. */
function filteredId(logon: Logon): string | null | undefined {
  const used = new Set(logon.about.filter((e) => e.eventId !== 4634).map((e) => e.logonId));
  if (used.size === 1) return [...used][0];
  return (logon.records.find((e) => e.elevated === false) ?? logon.records.at(-1))?.logonId;
}

function isSession(log: readonly AuditEvent[], logon: Logon, isHeld: boolean): boolean {
  const [start] = logon.records;
  if (!start || start.logonType === 7 || start.logonProcessName?.trim() !== "User32") return false;
  if (!isHeld || logon.about.some((e) => e.eventId !== 4634)) return true;
  const [end] = logon.about;
  const followed = reconnectFollows(log, start);
  if (!end) return start.logonType === 10 && !followed;
  const lasted = end.at - start.at - stepped(log, start.recordId, end.recordId);
  if (start.logonType === 10) return lasted > 10_000;
  return lasted > 1000 && !(lasted <= 10_000 && followed);
}

/** The user's next 4778 comes within ten seconds: another session's, as this logon was never reconnected. */
function reconnectFollows(log: readonly AuditEvent[], start: AuditEvent): boolean {
  const next = log.find(
    (e) => e.eventId === 4778 && e.userName === start.userName && e.recordId > start.recordId,
  );
  return next !== undefined && next.at <= start.at + 10_000;
}

function stepped(log: readonly AuditEvent[], from: number, until: number): number {
  return log
    .filter((e) => e.eventId === 4616 && e.recordId > from && e.recordId < until)
    .reduce((sum, e) => sum + (e.newAt ?? 0) - (e.previousAt ?? 0), 0);
}

function endOf(log: readonly AuditEvent[], logon: Logon, nextAt: number | null) {
  const from = logon.records[0]?.recordId ?? null;
  const steps = (until: number) => (from === null ? 0 : stepped(log, from, until) / 1000);
  const own = endRecord(logon);
  if (own) {
    return {
      kind: own.eventId === 4647 ? "logged_off" : "destroyed",
      at: own.at,
      notAfter: own.at,
      steps: steps(own.recordId),
      notBefore: own.at,
      confidence: "exact",
    };
  }
  // What an end would have been written to may be gone since the last sign of it.
  const signs = [...logon.records, ...logon.about];
  const last = signs.reduce((latest, e) => Math.max(latest, e.recordId), 0);
  const signAt = signs.reduce((latest, e) => Math.max(latest, e.at), Number.NEGATIVE_INFINITY);
  const gap = log.find(
    (e) => (e.eventId === 1102 || e.eventId === 1104) && e.recordId > last && e.at >= signAt,
  );
  const before = log.find((e) => e.recordId === (gap?.recordId ?? 0) - 1);
  const gapFrom = gap ? Math.min(before?.at ?? gap.at, gap.at) : Number.POSITIVE_INFINITY;
  const bounds = (notBefore: number, notAfter: number, confidence: string) =>
    gapFrom < notAfter
      ? { notAfter, notBefore: Math.min(notBefore, gapFrom), confidence: "low" }
      : { notAfter, notBefore, confidence };
  const stop = log.findLast((e) => e.eventId === 1100);
  const isFinal =
    stop &&
    !log.some((e) => e.eventId === 4624 && e.logonType !== 3 && e.recordId > stop.recordId && e.at > stop.at);
  if (stop && isFinal) {
    const told = { kind: "shut_down", at: stop.at, steps: steps(stop.recordId) };
    return { ...told, ...bounds(stop.at, stop.at, "high") };
  }
  const lastAt = log.at(-1)?.at ?? 0;
  const all = { at: null, steps: steps(Number.POSITIVE_INFINITY) };
  if (nextAt === null) {
    return { kind: "open", ...all, notBefore: lastAt, notAfter: null, confidence: "open" };
  }
  return { kind: "lost", ...all, ...bounds(lastAt, Math.max(nextAt, lastAt), "low") };
}
