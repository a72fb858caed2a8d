import type { Database } from "./database";

export interface KeptReject {
  readonly at: Date;
  /** Where it stood: `line 17`. */
  readonly place: string;
  readonly reason: string;
  /** The beginning of it, as text. */
  readonly sample: string;
}

/** The latest rejects of each source, newest first. */
export async function listLatestRejects(
  { pool }: Database,
  sources: readonly string[],
  each: number,
): Promise<ReadonlyMap<string, readonly KeptReject[]>> {
  const { rows } = await pool.query<KeptReject & { source: string }>(
    `SELECT source, at, place, reason, sample FROM unnest($1::text[]) AS wanted(source)
     CROSS JOIN LATERAL (
       SELECT at, place, reason, sample, id FROM ingest_reject
       WHERE ingest_reject.source = wanted.source ORDER BY id DESC LIMIT $2) AS latest
     ORDER BY source, id DESC`,
    [sources, each],
  );
  const bySource = new Map<string, KeptReject[]>();
  for (const { source, ...reject } of rows) {
    bySource.set(source, [...(bySource.get(source) ?? []), reject]);
  }
  return bySource;
}
