import { batchesOf } from "./batches";
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
 * A report with no news: the host is as fresh as now, in one statement with all that come at the same time. False when
 * there is news after all (another boot, another name, silence until now, nothing listed yet) or somebody else holds the
 * host's row, and then nothing was written.
 */
export function touchHost(db: Database, report: QuietReport): Promise<boolean> {
  return touches(db).add(report);
}

const touches = batchesOf<QuietReport, boolean>((db) => ({
  keyOf: ({ hostId }) => hostId,
  async take(reports) {
    const given = reports.map(({ staleAfterMs, now, ...report }) => ({
      ...report,
      now,
      staleAt: new Date(now.getTime() - staleAfterMs),
    }));
    const { rows } = await db.pool.query<{ hostId: number }>({
      name: "touch-hosts",
      text: `WITH given AS MATERIALIZED (
          SELECT * FROM json_to_recordset($1::json) AS r("hostId" int, "machineId" text, "agentId" int,
            "agentVersion" text, health jsonb, "bootKey" text, name text, os text, platform text, "isSimulated" bool,
            "clockSkewMs" int, now timestamptz, "staleAt" timestamptz)
        ), free AS (
          SELECT id FROM host WHERE id = ANY($2::int[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        ), fresh AS (
          UPDATE host SET reported_at = given.now,
            clock_skew_ms = CASE WHEN abs(host.clock_skew_ms - given."clockSkewMs") >= $3::int
              THEN given."clockSkewMs" ELSE host.clock_skew_ms END
          FROM given JOIN free ON free.id = given."hostId"
          WHERE host.id = given."hostId" AND host.reported_at > given."staleAt" AND host.boot_key = given."bootKey"
            AND host.name = given.name AND host.os = given.os AND host.platform = given.platform
            AND host.is_simulated = given."isSimulated" AND host.machine_id = given."machineId"
            AND host.relist_asked_at IS NULL
          RETURNING host.id
        )
        UPDATE agent SET last_seen_at = given.now, version = given."agentVersion", health = given.health
        FROM fresh JOIN given ON given."hostId" = fresh.id WHERE agent.id = given."agentId"
        RETURNING fresh.id AS "hostId"`,
      values: [JSON.stringify(given), reports.map(({ hostId }) => hostId), SKEW_STEP_MS],
    });
    const fresh = new Set(rows.map(({ hostId }) => hostId));
    return reports.map(({ hostId }) => fresh.has(hostId));
  },
}));
