import type { RecordRef } from "@/lib/domain/ending";
import type { LiveRow } from "@/lib/domain/live-row";
import type { Database } from "./database";
import { listLiveSessionsById } from "./list-live-sessions";
import { unpackRaw } from "./unpack-raw";

/** What the drawer tells beside the row itself. */
export interface LiveSessionFacts {
  readonly row: LiveRow;
  readonly accountKey: string;
  readonly logonId: string | null;
  readonly sessionId: string;
  readonly hostOs: string;
  readonly clockSkewMs: number;
  readonly bootStartedAt: number | null;
  readonly hasAuditPolicy: boolean;
  /** Paired sessions of the account on that host, touching the last day. */
  readonly past: readonly PastSession[];
  readonly events: readonly LatestEvent[];
}

export interface PastSession {
  readonly id: string;
  readonly startedAt: number | null;
  readonly startedBefore: number | null;
  readonly endKind: string;
  readonly endAt: number | null;
  readonly endNotBefore: number | null;
  readonly endNotAfter: number | null;
  readonly endBecause: string;
  readonly segments: readonly {
    readonly kind: string;
    readonly from: number;
    readonly until: number | null;
  }[];
}

export interface LatestEvent {
  readonly log: number;
  readonly recordId: string;
  readonly eventId: RecordRef["eventId"];
  readonly at: number;
  /** The record as the source gave it. */
  readonly raw: Readonly<Record<string, unknown>> | null;
}

const DAY_MS = 86_400_000;
const LATEST = 8;

/** Null once the host no longer lists it. */
export async function findLiveSession(db: Database, id: string, now: Date): Promise<LiveSessionFacts | null> {
  const [[row], found] = await Promise.all([
    listLiveSessionsById(db, [id]),
    db.prisma.liveSession.findUnique({
      where: { id: BigInt(id) },
      select: {
        accountId: true,
        hostId: true,
        bootKey: true,
        logonId: true,
        sessionId: true,
        account: { select: { key: true } },
        host: { select: { os: true, clockSkewMs: true, auditPolicy: true } },
      },
    }),
  ]);
  if (!row || !found) return null;
  const since = new Date(now.getTime() - DAY_MS);
  const { hostId, accountId } = found;
  const [boot, past, events] = await Promise.all([
    db.prisma.boot.findUnique({ where: { hostId_key: { hostId, key: found.bootKey } } }),
    db.prisma.session.findMany({
      where: {
        hostId,
        accountId,
        OR: [{ endKind: "open" }, { endAt: { gte: since } }, { endNotAfter: { gte: since } }],
      },
      orderBy: { startedAt: "desc" },
      take: 40,
    }),
    // The bound on time keeps the scan inside the newest partitions.
    db.pool.query<{ log: number; record_id: string; event_id: number; at: Date; raw: LatestEvent["raw"] }>(
      `SELECT log, record_id::text, event_id, at, raw_of(raw, raw_block, raw_line) AS raw FROM audit_event
       WHERE account_id = $1 AND host_id = $2 AND at >= $3 ORDER BY at DESC, record_id DESC LIMIT ${LATEST}`,
      [accountId, hostId, new Date(Math.min(now.getTime() - 7 * DAY_MS, row.loggedOnAt - DAY_MS))],
    ),
  ]);
  const raw = await unpackRaw(
    db,
    events.rows.map((event) => event.raw),
  );
  return {
    row,
    accountKey: found.account.key,
    logonId: found.logonId,
    sessionId: found.sessionId,
    hostOs: found.host.os,
    clockSkewMs: found.host.clockSkewMs,
    bootStartedAt: boot?.startedAt.getTime() ?? null,
    hasAuditPolicy: found.host.auditPolicy !== null,
    past: past.map((session) => ({
      id: session.id.toString(),
      startedAt: session.startedAt?.getTime() ?? null,
      startedBefore: session.startedBefore?.getTime() ?? null,
      endKind: session.endKind,
      // Where records are missing, the shutdown is the latest instant at which it can have ended.
      endAt: session.endConfidence === "low" ? null : (session.endAt?.getTime() ?? null),
      endNotBefore: session.endNotBefore?.getTime() ?? null,
      endNotAfter: session.endNotAfter?.getTime() ?? null,
      endBecause: session.endBecause,
      segments: session.segments as unknown as PastSession["segments"],
    })),
    events: events.rows.map((event, i) => ({
      log: event.log,
      recordId: event.record_id,
      eventId: event.event_id,
      at: event.at.getTime(),
      raw: raw[i] as LatestEvent["raw"],
    })),
  };
}
