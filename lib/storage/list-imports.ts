import type { Actor } from "@/lib/domain/actor";
import type { ImportCounts, ImportState } from "@/lib/domain/import-facts";
import type { Database } from "./database";

export interface ListedImport {
  readonly id: number;
  readonly state: ImportState;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly counts: ImportCounts | null;
  readonly files: number;
  /** The first of them. */
  readonly firstName: string;
  readonly bytes: number;
}

/** Newest first. */
export async function listImports(
  db: Database,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<ListedImport[]> {
  const { rows } = await db.pool.query<ListedImport>(
    `SELECT i.id, i.state, i.created_at AS "createdAt", i.created_by AS "createdBy", i.counts,
       coalesce(f.files, 0)::int AS files, coalesce(f.name, '') AS "firstName", coalesce(f.bytes, 0)::float8 AS bytes
     FROM (SELECT * FROM import WHERE $1::int IS NULL OR id < $1 ORDER BY id DESC LIMIT $2) AS i
     LEFT JOIN LATERAL (
       SELECT count(*) AS files, (array_agg(name ORDER BY id))[1] AS name, sum(bytes) AS bytes
       FROM import_file WHERE import_id = i.id AND (state <> 'left_out' OR i.state = 'discarded')
     ) AS f ON true
     ORDER BY i.id DESC`,
    [before, limit],
  );
  return rows;
}
