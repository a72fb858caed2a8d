import type pg from "pg";
import { DomainError } from "@/lib/domain/errors";
import type { Tx } from "./database";

export interface LockedHost {
  readonly name: string;
  readonly os: string;
  readonly bootKey: string | null;
  readonly reportedAt: Date | null;
  /** Somebody asked for the whole list. */
  readonly relistAskedAt: Date | null;
  /** How far its clock was ahead in its last report. */
  readonly clockSkewMs: number;
}

/** Held until the caller's transaction ends: what one host reports is taken in one report after another. */
export async function lockHost(tx: Tx, hostId: number): Promise<LockedHost> {
  // NO KEY: an order that refers to the host need not wait.
  const [host] = await tx.$queryRaw<LockedHost[]>`
    SELECT name, os, boot_key AS "bootKey", reported_at AS "reportedAt", clock_skew_ms AS "clockSkewMs",
      relist_asked_at AS "relistAskedAt"
    FROM host WHERE id = ${hostId}::int FOR NO KEY UPDATE`;
  if (!host) throw new DomainError("not_found", `There is no host ${hostId}.`);
  return host;
}

/** The same for several: in the order of their ids, so that two batches wait instead of locking up. */
export async function lockHosts(client: pg.ClientBase, hostIds: ReadonlySet<number>): Promise<void> {
  const { rows } = await client.query<{ id: number }>({
    name: "lock-hosts",
    text: "SELECT id FROM host WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE",
    values: [[...hostIds]],
  });
  const found = new Set(rows.map(({ id }) => id));
  const missing = [...hostIds].find((id) => !found.has(id));
  if (missing !== undefined) throw new DomainError("not_found", `There is no host ${missing}.`);
}
