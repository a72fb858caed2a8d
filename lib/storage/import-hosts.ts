import type { Database } from "./database";

export interface NamedHost {
  readonly id: number;
  readonly name: string;
}

/** Hosts that could be meant by these names: the same name, or the same without the domain, whatever the case. */
export async function listHostsNamed(db: Database, names: readonly string[]): Promise<NamedHost[]> {
  if (names.length === 0) return [];
  const { rows } = await db.pool.query<NamedHost>(
    `SELECT id, name FROM host
     WHERE split_part(lower(name), '.', 1) = ANY($1::text[]) ORDER BY machine_id IS NULL, id LIMIT 5000`,
    [[...new Set(names.map((name) => name.toLowerCase().split(".")[0] ?? ""))]],
  );
  return rows;
}
