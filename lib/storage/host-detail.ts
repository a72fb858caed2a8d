import type { SessionWindow } from "./associate-history";
import type { Database } from "./database";
import { CURRENT_AGENT_SQL } from "./list-hosts";

export interface HostDetail {
  readonly id: number;
  readonly name: string;
  readonly platform: string;
  readonly os: string;
  readonly group: string;
  readonly machineId: string | null;
  readonly isSimulated: boolean;
  readonly reportedAt: Date | null;
  readonly clockSkewMs: number;
  readonly auditPolicy: unknown;
  readonly agentId: number | null;
  readonly agentVersion: string | null;
  readonly publicKey: string | null;
  readonly enrolledAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedWhy: string | null;
  readonly health: unknown;
  /** Somebody else spoke in its name, and nobody has settled that. */
  readonly alarm: string | null;
  readonly alarmAt: Date | null;
  readonly liveSessions: number;
  readonly boots: number;
  readonly bootStartedAt: Date | null;
  /** Nothing was recorded before this. */
  readonly recordedSince: Date | null;
}

export async function findHost(db: Database, id: number): Promise<HostDetail | null> {
  const { rows } = await db.pool.query<HostDetail>(
    `SELECT h.id, h.name, h.platform, h.os, h."group", h.machine_id AS "machineId", h.is_simulated AS "isSimulated",
            h.reported_at AS "reportedAt", h.clock_skew_ms AS "clockSkewMs", h.audit_policy AS "auditPolicy",
            g.id AS "agentId", g.version AS "agentVersion", g.public_key AS "publicKey",
            g.enrolled_at AS "enrolledAt", g.last_seen_at AS "lastSeenAt", g.revoked_at AS "revokedAt",
            g.revoked_why AS "revokedWhy", g.health, g.alarm, g.alarm_at AS "alarmAt",
            (SELECT count(*)::int FROM live_session l WHERE l.host_id = h.id) AS "liveSessions",
            (SELECT count(*)::int FROM boot b WHERE b.host_id = h.id) AS boots,
            (SELECT b.started_at FROM boot b WHERE b.host_id = h.id AND b.key = h.boot_key) AS "bootStartedAt",
            (SELECT min(b.started_at) FROM boot b WHERE b.host_id = h.id) AS "recordedSince"
     FROM host h ${CURRENT_AGENT_SQL} WHERE h.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

export interface BootRow {
  readonly id: number;
  readonly startedAt: Date;
  /** The run before this one ended in a crash: between these two instants, as its sessions tell. */
  readonly crashedAfter: Date | null;
  readonly crashedBefore: Date | null;
}

/** The starts of the host inside the window, and how the run before each of them ended. */
export async function listBoots(db: Database, hostId: number, window: SessionWindow): Promise<BootRow[]> {
  const { rows } = await db.pool.query<BootRow>(
    `SELECT b.id, b.started_at AS "startedAt", c.after AS "crashedAfter", c.before AS "crashedBefore"
     FROM boot b
     LEFT JOIN LATERAL (
       SELECT p.id FROM boot p WHERE p.host_id = b.host_id AND (p.started_at, p.id) < (b.started_at, b.id)
       ORDER BY p.started_at DESC, p.id DESC LIMIT 1) p ON true
     LEFT JOIN LATERAL (
       SELECT max(s.end_not_before) AS after, min(s.end_not_after) AS before FROM session s
       WHERE s.host_id = b.host_id AND s.boot_id = p.id AND s.end_kind = 'crashed') c ON true
     WHERE b.host_id = $1 AND b.started_at >= $2 AND b.started_at < $3
     ORDER BY b.started_at LIMIT 500`,
    [hostId, window.from, window.until],
  );
  return rows;
}
