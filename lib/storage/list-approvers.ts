import { isRole, type Role } from "@/lib/domain/actor";
import type { Tx } from "./database";

/** Every operator who can sign in, with the role that says what they may. */
export async function listApprovers(tx: Tx): Promise<{ id: number; name: string; role: Role }[]> {
  const found = await tx.operator.findMany({
    where: { disabledAt: null },
    select: { id: true, name: true, role: true },
  });
  return found.flatMap(({ role, ...operator }) => (isRole(role) ? [{ ...operator, role }] : []));
}
