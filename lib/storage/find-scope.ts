import type { Actor } from "@/lib/domain/actor";
import { EVERYTHING, type Scope } from "@/lib/domain/scope";
import type { Tx } from "./database";

/**
 * What this actor's orders may hit, read in the transaction that uses it; null for whoever may order nothing any more.
 * An operator's row is held: a scope that is being narrowed waits for the order, or the order for it.
 */
export async function findScope(tx: Tx, actor: Actor): Promise<Scope | null> {
  switch (actor.kind) {
    case "operator": {
      const rows = await tx.$queryRaw<Scope[]>`
        SELECT scope_hosts AS hosts, scope_groups AS groups FROM operator
        WHERE id = ${actor.operatorId}::int AND disabled_at IS NULL FOR SHARE`;
      return rows[0] ?? null;
    }
    case "token": {
      const row = await tx.apiToken.findFirst({
        where: { id: actor.tokenId, revokedAt: null },
        select: { scopeHosts: true, scopeGroups: true },
      });
      return row && { hosts: row.scopeHosts, groups: row.scopeGroups };
    }
    case "system":
      return EVERYTHING;
    case "agent":
      return null;
  }
}
