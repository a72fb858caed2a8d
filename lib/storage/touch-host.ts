import type { Database } from "./database";

export interface QuietReport {
  readonly hostId: number;
  readonly machineId: string;
  readonly agentId: number;
  readonly agentVersion: string;
  readonly health: unknown;
  readonly bootKey: string;
  readonly name: string;
  readonly os: string;
  readonly platform: string;
  readonly isSimulated: boolean;
  readonly clockSkewMs: number;
  readonly now: Date;
  /** A host that was silent this long is told about when it speaks again. */
  readonly staleAfterMs: number;
}

/** The skew wanders with the network: below this it is not worth a new figure. */
const SKEW_STEP_MS = 500;

/**
 * A report with no news, in one statement: the host is as fresh as now. False when there is news after all (another
 * boot, another name, silence until now, nothing listed yet), and then nothing was written.
 */
export async function touchHost(db: Database, report: QuietReport): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `WITH fresh AS (
       UPDATE host SET reported_at = $2::timestamptz,
         clock_skew_ms = CASE WHEN abs(clock_skew_ms - $8::int) >= $9::int THEN $8::int ELSE clock_skew_ms END
       WHERE id = $1::int AND reported_at > $2::timestamptz - $10::int * interval '1 millisecond' AND boot_key = $3
         AND name = $4 AND os = $5 AND platform = $6 AND is_simulated = $7::bool
         AND machine_id = $14 AND relist_asked_at IS NULL
       RETURNING id
     )
     UPDATE agent SET last_seen_at = $2::timestamptz, version = $11, health = $12::jsonb
     FROM fresh WHERE agent.id = $13::int`,
    [
      report.hostId,
      report.now,
      report.bootKey,
      report.name,
      report.os,
      report.platform,
      report.isSimulated,
      report.clockSkewMs,
      SKEW_STEP_MS,
      report.staleAfterMs,
      report.agentVersion,
      JSON.stringify(report.health),
      report.agentId,
      report.machineId,
    ],
  );
  return rowCount === 1;
}
