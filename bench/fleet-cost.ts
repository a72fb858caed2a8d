import { readFileSync } from "node:fs";
import type { Database } from "@/lib/storage/database";
import { processorTime } from "./processor-time";

export interface FleetCost {
  /** Processor seconds so far. */
  readonly gateway: number;
  readonly database: number;
  readonly generator: number;
  /** Megabytes that the gateway holds. */
  readonly rssMb: number;
  /** That the gateway has sent to the database; the beginning and the end of a transaction count too. */
  readonly statements: number;
}

/** The generator asks as somebody else, so that its own statements do not count. */
export const GENERATOR = "generator";

export async function countStatements(db: Database): Promise<void> {
  await db.pool.query(
    `CREATE EXTENSION IF NOT EXISTS pg_stat_statements; CREATE ROLE ${GENERATOR} SUPERUSER LOGIN`,
  );
}

export async function costOf(
  db: Database,
  gateway: { readonly pid: number | undefined; readonly databasePid: number },
): Promise<FleetCost> {
  const { rows } = await db.pool.query<{ statements: number }>(
    `SELECT sum(calls)::float8 AS statements
     FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname <> $1`,
    [GENERATOR],
  );
  const statements = rows[0]?.statements ?? 0;
  const { gateway: own, database, sender } = processorTime(gateway);
  return { gateway: own, database, generator: sender, rssMb: rssOf(gateway.pid ?? 0), statements };
}

export function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1000;
}
