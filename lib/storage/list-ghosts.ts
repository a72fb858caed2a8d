import type { Database } from "./database";

/** `listed`: the host lists a session that ended by the log. `open`: the log has no end for one that the host no longer lists. */
export type GhostKind = "listed" | "open";

export interface Ghost {
  readonly kind: GhostKind;
  readonly hostId: number;
  readonly hostName: string;
  readonly associateId: number | null;
  readonly who: string;
  readonly sessionId: string | null;
  readonly startedAt: Date;
  /** What the log says of the end; null where it says nothing. */
  readonly endedAt: Date | null;
  readonly endKind: string;
  readonly endBecause: string;
  readonly reportedAt: Date;
  /** Somebody asked the host to list everything again, and it has not yet. */
  readonly relistAskedAt: Date | null;
}

/** The list and the log arrive one after the other: only what differs for longer is a ghost. */
const SETTLE_MS = 60_000;

/** Where a host's own list and its audited history disagree, now. */
export async function listGhosts(db: Database, now: Date, limit: number): Promise<Ghost[]> {
  const { rows } = await db.pool.query<Ghost>(
    `WITH disagreeing AS (
       SELECT 'listed' AS kind, ls.host_id, ls.account_id, ls.session_id, ls.logged_on_at AS started_at,
         s.end_at AS ended_at, s.end_kind, s.end_because
       FROM live_session ls
       JOIN boot b ON b.host_id = ls.host_id AND b.key = ls.boot_key
       JOIN session s ON s.host_id = ls.host_id AND s.boot_id = b.id AND s.account_id = ls.account_id
         AND (s.logon_id = ls.logon_id OR s.linked_logon_id = ls.logon_id)
       WHERE s.end_at < $1::timestamptz AND s.end_kind <> 'open'
       UNION ALL
       SELECT 'open', s.host_id, s.account_id, s.session_id, s.started_at, NULL, s.end_kind, s.end_because
       FROM session s
       JOIN boot b ON b.id = s.boot_id
       JOIN host h ON h.id = s.host_id AND h.boot_key = b.key
       WHERE s.end_kind = 'open' AND s.started_at < $1::timestamptz
         AND h.reported_at > s.started_at + interval '1 minute'
         AND NOT EXISTS (
           SELECT FROM live_session ls WHERE ls.host_id = s.host_id AND ls.boot_key = b.key
             AND ls.account_id = s.account_id
             AND (ls.logon_id = s.logon_id OR ls.logon_id = s.linked_logon_id OR ls.logon_id IS NULL)
         )
     )
     SELECT d.kind, h.id AS "hostId", h.name AS "hostName", a.id AS "associateId", coalesce(a.name, ac.name) AS who,
       d.session_id AS "sessionId", d.started_at AS "startedAt", d.ended_at AS "endedAt", d.end_kind AS "endKind",
       d.end_because AS "endBecause", h.reported_at AS "reportedAt", h.relist_asked_at AS "relistAskedAt"
     FROM disagreeing d
     JOIN host h ON h.id = d.host_id
     JOIN account ac ON ac.id = d.account_id
     LEFT JOIN associate a ON a.id = ac.associate_id
     WHERE h.reported_at IS NOT NULL AND (d.ended_at IS NULL OR h.reported_at > d.ended_at + interval '1 minute')
     ORDER BY h.name, d.started_at LIMIT $2`,
    [new Date(now.getTime() - SETTLE_MS), limit],
  );
  return rows;
}
