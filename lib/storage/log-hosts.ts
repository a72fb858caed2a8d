import type pg from "pg";
import { fullNamesFirst, HostNameIndex, shortHostName } from "@/lib/domain/host-name";
import { LOCK } from "./advisory-locks";
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
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK.logHosts]);
    const found = await findHosts(client, names);
    const missing = names.filter((name) => !found.has(name));
    // The short and the full name of one host may come together: the full one makes it.
    const made = new HostNameIndex<string>();
    const added: string[] = [];
    for (const name of fullNamesFirst(missing)) {
      if (made.find(name) !== undefined) continue;
      made.add(name, name);
      added.push(wanted.names.get(name) ?? name);
    }
    if (added.length > wanted.limit) return null;
    if (added.length > 0) {
      await client.query(
        `INSERT INTO host (name, platform, "group", created_at)
         SELECT name, $2, $3, $4::timestamptz FROM unnest($1::text[]) AS row(name)`,
        [added, wanted.platform, wanted.group, wanted.now],
      );
    }
    return findHosts(client, names);
  });
}

/** Where several hosts have a name, one with an agent is meant, then the oldest. */
async function findHosts(
  db: pg.Pool | pg.ClientBase,
  names: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: number; name: string }>({
    name: "hosts-by-name",
    text: `SELECT id, name FROM host
     WHERE lower(name) = ANY($1::text[]) OR split_part(lower(name), '.', 1) = ANY($2::text[])
     ORDER BY machine_id IS NOT NULL DESC, id`,
    values: [names, names.flatMap((name) => shortHostName(name) ?? [])],
  });
  const hosts = new HostNameIndex<number>();
  for (const { id, name } of rows) hosts.add(name, id);
  return new Map(
    names.flatMap((name) => {
      const id = hosts.find(name);
      return id === undefined ? [] : [[name, id]];
    }),
  );
}
