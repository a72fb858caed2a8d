import type { Database, Tx } from "./database";

export interface OpenSignIn {
  readonly id: number;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly address: string;
  readonly userAgent: string;
}

/** A sign-in that was not revoked, of an operator who is not disabled. */
export interface StoredSignIn {
  readonly id: number;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly operatorId: number;
  readonly name: string;
  readonly displayName: string;
  readonly role: string;
}

/** One statement that a connection plans once: every page and every answer waits for it. */
export async function findSignIn({ pool }: Database, tokenHash: string): Promise<StoredSignIn | null> {
  const { rows } = await pool.query<StoredSignIn>({
    name: "sign-in-by-hash",
    text: `SELECT s.id, s.seen_at AS "seenAt", s.expires_at AS "expiresAt", o.id AS "operatorId", o.name,
             o.display_name AS "displayName", o.role
           FROM sign_in s JOIN operator o ON o.id = s.operator_id
           WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND o.disabled_at IS NULL`,
    values: [tokenHash],
  });
  return rows[0] ?? null;
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
