import { DomainError } from "@/lib/domain/errors";
import type { Tx } from "./database";

export interface LockedHost {
  readonly name: string;
  readonly os: string;
  readonly bootKey: string | null;
  readonly reportedAt: Date | null;
  /** Somebody asked for the whole list. */
  readonly relistAskedAt: Date | null;
}

/** Held until the caller's transaction ends: what one host reports is taken in one report after another. */
export async function lockHost(tx: Tx, hostId: number): Promise<LockedHost> {
  // NO KEY: an order that refers to the host need not wait.
  const [host] = await tx.$queryRaw<LockedHost[]>`
    SELECT name, os, boot_key AS "bootKey", reported_at AS "reportedAt", relist_asked_at AS "relistAskedAt"
    FROM host WHERE id = ${hostId}::int FOR NO KEY UPDATE`;
  if (!host) throw new DomainError("not_found", `There is no host ${hostId}.`);
  return host;
}
