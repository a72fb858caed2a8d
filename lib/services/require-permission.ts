import "server-only";
import { type Actor, actorName } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { can, type Permission } from "@/lib/domain/permission";

/** The first line of every verb: before any query that could leak. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!can(actor, permission)) {
    throw new DomainError("forbidden", `${actorName(actor)} may not do this: it needs ${permission}.`);
  }
}
