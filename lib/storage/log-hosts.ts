import type pg from "pg";
import { inBulkTransaction } from "./bulk-transaction";
import type { Database } from "./database";

export interface WantedLogHosts {
  /** As they are to be written, by their lower case. */
  readonly names: ReadonlyMap<string, string>;
  readonly group: string;
  readonly platform: "windows" | "linux";
  readonly now: Date;
  /** More new ones than this are not made. */
  readonly limit: number;
}

/** Host ids by lower-case name; null where too many would have to be made. */
export async function findOrMakeLogHosts(
  db: Database,
  wanted: WantedLogHosts,
): Promise<Map<string, number> | null> {
  const names = [...wanted.names.keys()];
  const known = await findHosts(db.pool, names);
  if (known.size === names.length) return known;
  return inBulkTransaction(db, async (client) => {
    // A name is no key of a host: two batches that bring one name at once must not make it twice.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('log_hosts'))");
    const found = await findHosts(client, names);
    const missing = names.filter((name) => !found.has(name));
    // The short and the full name of one host may come together: the full one makes it.
    const made = new Map<string, string>();
    for (const name of [...missing].sort((a, b) => b.length - a.length)) {
      const isMade = [...made.keys()].some((other) => !isFull(name) && shortOf(other) === name);
      if (!isMade) made.set(name, wanted.names.get(name) ?? name);
    }
    if (made.size > wanted.limit) return null;
    if (made.size > 0) {
      await client.query(
        `INSERT INTO host (name, platform, "group", created_at)
         SELECT name, $2, $3, $4::timestamptz FROM unnest($1::text[]) AS row(name)`,
        [[...made.values()], wanted.platform, wanted.group, wanted.now],
      );
    }
    return findHosts(client, names);
  });
}

/** By the full name; else, where one of the two is short, by the short one. Those with an agent come first. */
async function findHosts(
  db: pg.Pool | pg.ClientBase,
  names: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ wanted: string; id: number }>(
    `SELECT DISTINCT ON (wanted) wanted, host.id
     FROM unnest($1::text[]) AS row(wanted)
     JOIN host ON lower(host.name) = wanted
       OR (wanted !~ '^[0-9.:]+$' AND split_part(lower(host.name), '.', 1) = split_part(wanted, '.', 1)
         AND (position('.' IN wanted) = 0 OR position('.' IN host.name) = 0))
     ORDER BY wanted, lower(host.name) = wanted DESC, host.machine_id IS NOT NULL DESC, host.id`,
    [names],
  );
  return new Map(rows.map(({ wanted, id }) => [wanted, id]));
}

function isFull(name: string): boolean {
  return name.includes(".");
}

function shortOf(name: string): string {
  return name.split(".", 1)[0] ?? name;
}
