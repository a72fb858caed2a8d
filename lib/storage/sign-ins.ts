import type { Database, Tx } from "./database";

export interface OpenSignIn {
  readonly id: number;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly address: string;
  readonly userAgent: string;
}

/** Sign-ins that still work, the latest first. */
export async function listOpenSignIns(
  { prisma }: Database,
  operatorId: number,
  now: Date,
  idleMs: number,
): Promise<OpenSignIn[]> {
  return prisma.signIn.findMany({
    where: {
      operatorId,
      revokedAt: null,
      expiresAt: { gt: now },
      seenAt: { gte: new Date(now.getTime() - idleMs) },
    },
    select: { id: true, createdAt: true, seenAt: true, expiresAt: true, address: true, userAgent: true },
    orderBy: { id: "desc" },
    take: 50,
  });
}

/** Ends every sign-in of an operator, or all but one; answers how many still worked. */
export async function revokeSignIns(
  tx: Tx,
  operatorId: number,
  now: Date,
  exceptHash: string | null = null,
): Promise<number> {
  const open = await tx.signIn.count({
    where: { operatorId, revokedAt: null, expiresAt: { gt: now }, ...except(exceptHash) },
  });
  await tx.signIn.updateMany({
    where: { operatorId, revokedAt: null, ...except(exceptHash) },
    data: { revokedAt: now },
  });
  return open;
}

function except(hash: string | null) {
  return hash === null ? {} : { tokenHash: { not: hash } };
}
