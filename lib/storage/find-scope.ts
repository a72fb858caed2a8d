import type { Actor } from "@/lib/domain/actor";
import { EVERYTHING, type Scope } from "@/lib/domain/scope";
import type { Tx } from "./database";

/**
 * For what is done by it: read in the transaction that does it, with the operator's row held, so that a scope that is
 * being narrowed waits for the order, or the order for it.
 */
export async function holdScope(tx: Tx, actor: Actor): Promise<Scope | null> {
  if (actor.kind === "operator") {
    await tx.$executeRaw`SELECT 1 FROM operator WHERE id = ${actor.operatorId}::int FOR SHARE`;
  }
  return findScope(tx, actor);
}

/** What this actor's orders may hit; null for whoever may order nothing any more. */
export async function findScope(tx: Tx, actor: Actor): Promise<Scope | null> {
  switch (actor.kind) {
    case "operator": {
      const row = await tx.operator.findFirst({
        where: { id: actor.operatorId, disabledAt: null },
        select: { scopeHosts: true, scopeGroups: true },
      });
      return row && { hosts: row.scopeHosts, groups: row.scopeGroups };
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
