import { isRole, type Role } from "@/lib/domain/actor";
import type { Scope } from "@/lib/domain/scope";
import type { Tx } from "./database";

export interface Approver {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
}

/** Every operator who can sign in, with the role and the scope that say what they may. */
export async function listApprovers(tx: Tx): Promise<Approver[]> {
  const found = await tx.operator.findMany({
    where: { disabledAt: null },
    select: { id: true, name: true, role: true, scopeHosts: true, scopeGroups: true },
  });
  return found.flatMap(({ id, name, role, scopeHosts: hosts, scopeGroups: groups }) =>
    isRole(role) ? [{ id, name, role, scope: { hosts, groups } }] : [],
  );
}
