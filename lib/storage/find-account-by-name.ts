import type { Tx } from "./database";
import type { ResolvedAccount } from "./resolve-accounts";

/**
 * The one account of that name, where a record gives no SID; null where there is none or more than one. Without a domain
 * it is an account of that host itself.
 */
export async function findAccountByName(
  tx: Tx,
  hostId: number,
  domain: string,
  name: string,
): Promise<ResolvedAccount | null> {
  const host = domain
    ? null
    : await tx.host.findUnique({ where: { id: hostId }, select: { machineId: true } });
  if (!domain && !host?.machineId) return null;
  const found = await tx.account.findMany({
    where: {
      name: { equals: name, mode: "insensitive" },
      ...(domain
        ? { domain: { equals: domain, mode: "insensitive" } }
        : { key: { endsWith: `@${host?.machineId}` } }),
      NOT: { key: { startsWith: "name:" } },
    },
    select: { id: true, associateId: true },
    take: 2,
  });
  const [only, ...others] = found;
  return only && others.length === 0 ? only : null;
}
