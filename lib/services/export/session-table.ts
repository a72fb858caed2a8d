import type { SegmentKind } from "@/lib/domain/ending";
import { knownFrom, knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import type { Cell, Column, Table } from "./table-file";

interface SessionColumn extends Column {
  readonly of: (session: RecordedSession) => Cell;
}

/** What a person reads on the page, with every bound of what is not exactly known. Instants are UTC. */
const COLUMNS: readonly SessionColumn[] = [
  { name: "associate", kind: "text", of: (session) => session.associateName },
  { name: "account", kind: "text", of: (session) => session.accountName },
  { name: "host", kind: "text", of: (session) => session.hostName },
  { name: "logon_type", kind: "number", of: (session) => session.logonType },
  { name: "address", kind: "text", of: (session) => session.address },
  { name: "started_at", kind: "instant", of: (session) => session.startedAt },
  { name: "started_before", kind: "instant", of: (session) => session.startedBefore },
  { name: "ending", kind: "text", of: (session) => session.ending.kind },
  { name: "ended_at", kind: "instant", of: (session) => session.ending.at },
  { name: "ended_not_before", kind: "instant", of: (session) => session.ending.notBefore },
  { name: "ended_not_after", kind: "instant", of: latestEnd },
  { name: "confidence", kind: "text", of: (session) => session.ending.confidence },
  { name: "because", kind: "text", of: (session) => session.ending.because },
  { name: "records", kind: "text", of: recordList },
  { name: "order", kind: "number", of: (session) => session.order?.id ?? null },
  { name: "order_asked_by", kind: "text", of: (session) => session.order?.by ?? null },
  { name: "order_outcome", kind: "text", of: (session) => session.order?.state ?? null },
  { name: "known_seconds", kind: "number", of: knownSeconds },
  { name: "locked_seconds", kind: "number", of: (session) => pausedSeconds(session, "locked") },
  { name: "idle_seconds", kind: "number", of: (session) => pausedSeconds(session, "idle") },
  { name: "disconnected_seconds", kind: "number", of: (session) => pausedSeconds(session, "disconnected") },
  { name: "clock_step_seconds", kind: "number", of: (session) => session.clockStepSeconds },
  { name: "logon_id", kind: "text", of: (session) => session.logonId },
];

export function sessionTable(sessions: AsyncIterable<RecordedSession>): Table {
  async function* rows() {
    for await (const session of sessions) yield COLUMNS.map(({ of }) => of(session));
  }
  return { columns: COLUMNS, rows: rows() };
}

/** Who was on at an instant: the same columns after how sure it is that they were. */
export function presenceTable(
  people: AsyncIterable<readonly [presence: string, session: RecordedSession]>,
): Table {
  async function* rows() {
    for await (const [presence, session] of people) yield [presence, ...COLUMNS.map(({ of }) => of(session))];
  }
  return { columns: [{ name: "was_on", kind: "text" }, ...COLUMNS], rows: rows() };
}

/** `Security 4647 #880`: the proof of a forced logoff first. */
function recordList(session: RecordedSession): string {
  const proof = session.order?.proof;
  const records = proof ? [proof, ...session.ending.records] : session.ending.records;
  const words = records.map(({ log, eventId, recordId }) => `${log} ${eventId} #${recordId}`);
  return [...new Set(words)].join("; ");
}

function knownSeconds(session: RecordedSession): number {
  return seconds(knownUntil(session) - knownFrom(session) - session.clockStepSeconds * 1_000);
}

function pausedSeconds(session: RecordedSession, kind: SegmentKind): number {
  const end = knownUntil(session);
  const lengths = session.segments
    .filter((segment) => segment.kind === kind)
    .map(({ from, until }) => Math.max(0, (until ?? end) - from));
  return seconds(lengths.reduce((sum, ms) => sum + ms, 0));
}

function seconds(ms: number): number {
  return Math.round(Math.max(0, ms) / 100) / 10;
}
