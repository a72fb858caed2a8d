import type { Actor } from "@/lib/domain/actor";
import type { Database } from "./database";

export interface ApiTokenRow {
  readonly id: number;
  readonly label: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly group: string;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** On the hot path of every shipper: one prepared look at one index. */
export async function findApiTokenRow({ pool }: Database, hash: string): Promise<ApiTokenRow | null> {
  const { rows } = await pool.query<ApiTokenRow>({
    name: "find-api-token",
    text: `SELECT id, label, role, scopes, "group", expires_at AS "expiresAt", revoked_at AS "revokedAt",
                  last_used_at AS "lastUsedAt" FROM api_token WHERE hash = $1`,
    values: [hash],
  });
  return rows[0] ?? null;
}

export async function touchApiToken(
  { prisma }: Database,
  id: number,
  now: Date,
  address: string,
): Promise<void> {
  await prisma.apiToken.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: now } }] },
    data: { lastUsedAt: now, ...(address === "" ? {} : { lastAddress: address }) },
  });
}

export interface TokenCounts {
  readonly added: number;
  readonly known: number;
  readonly skipped: number;
  readonly rejected: number;
}

/** Adds to what came in with a token. */
export async function countForToken(
  { pool }: Database,
  id: number,
  { added, known, skipped, rejected }: TokenCounts,
): Promise<void> {
  await pool.query(
    `UPDATE api_token SET added = added + $2, known = known + $3, skipped = skipped + $4, rejected = rejected + $5
     WHERE id = $1`,
    [id, added, known, skipped, rejected],
  );
}

export interface ListedApiToken extends ApiTokenRow, TokenCounts {
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly lastAddress: string;
  readonly scopeHosts: readonly string[];
  readonly scopeGroups: readonly string[];
}

/** Newest first; those that still work before those that ended. */
export async function listApiTokens(
  { prisma }: Database,
  now: Date,
  limit: number,
): Promise<ListedApiToken[]> {
  const isGood = { revokedAt: null, expiresAt: { gt: now } };
  const good = await prisma.apiToken.findMany({ where: isGood, orderBy: { id: "desc" }, take: limit });
  const ended =
    good.length < limit
      ? await prisma.apiToken.findMany({
          where: { NOT: isGood },
          orderBy: { id: "desc" },
          take: limit - good.length,
        })
      : [];
  return [...good, ...ended].map(({ hash: _, ...token }) => ({
    ...token,
    createdBy: token.createdBy as unknown as Actor,
    added: Number(token.added),
    known: Number(token.known),
    skipped: Number(token.skipped),
    rejected: Number(token.rejected),
  }));
}
