import type { Database } from "./database";

interface Asked {
  readonly hostIds: readonly number[];
  readonly machineIds: readonly string[];
  /** Hosts with a target in one of these states are left out. */
  readonly withoutTargets: readonly string[];
}

/** Those of these hosts that nobody writes to at this moment, that are the machines they are taken for, and that no order waits for. */
export async function findFreeHosts(db: Database, asked: Asked): Promise<Set<number>> {
  const { rows } = await db.pool.query<{ id: number }>({
    name: "free-hosts",
    text: `SELECT host.id FROM host JOIN unnest($1::int[], $2::text[]) AS asked(id, machine_id) USING (id, machine_id)
           WHERE NOT EXISTS (
             SELECT FROM logoff_target target WHERE target.host_id = host.id AND target.state = ANY($3::text[]))
           ORDER BY host.id FOR NO KEY UPDATE OF host SKIP LOCKED`,
    values: [asked.hostIds, asked.machineIds, asked.withoutTargets],
  });
  return new Set(rows.map(({ id }) => id));
}
