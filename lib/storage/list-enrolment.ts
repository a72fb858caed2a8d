import type { Actor } from "@/lib/domain/actor";
import type { Database } from "./database";
import { likeText } from "./like-text";

export interface ListedToken {
  readonly id: number;
  readonly label: string;
  readonly group: string;
  readonly usesLeft: number;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

export interface ListedAgent {
  readonly id: number;
  readonly hostId: number;
  readonly hostName: string;
  readonly platform: string;
  readonly version: string;
  readonly publicKey: string;
  readonly enrolledAt: Date;
  readonly lastSeenAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedWhy: string;
}

/** The newest hundred: what is older has long expired. */
export async function listTokens(db: Database): Promise<ListedToken[]> {
  const tokens = await db.prisma.enrolmentToken.findMany({ orderBy: { id: "desc" }, take: 100 });
  return tokens.map(({ hash: _, ...token }) => ({
    ...token,
    createdBy: token.createdBy as unknown as Actor,
  }));
}

/** Newest enrolment first. */
export async function listAgents(
  db: Database,
  page: { readonly text: string; readonly before: number | null; readonly limit: number },
): Promise<ListedAgent[]> {
  const agents = await db.prisma.agent.findMany({
    where: {
      ...(page.before === null ? {} : { id: { lt: page.before } }),
      ...(page.text === ""
        ? {}
        : { host: { name: { contains: likeText(page.text), mode: "insensitive" as const } } }),
    },
    orderBy: { id: "desc" },
    take: page.limit,
    include: { host: { select: { name: true, platform: true } } },
  });
  return agents.map(({ host, sequence: _, health: __, ...agent }) => ({
    ...agent,
    hostName: host.name,
    platform: host.platform,
  }));
}
