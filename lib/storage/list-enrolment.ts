import type { Actor } from "@/lib/domain/actor";
import type { Database } from "./database";
import type { Prisma } from "./generated/client";
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
  readonly rotateAskedAt: Date | null;
  readonly keyChangedAt: Date | null;
  /** Somebody else spoke in the host's name, and nobody has settled that. */
  readonly alarm: string | null;
  readonly alarmAt: Date | null;
  readonly clockSkewMs: number;
  readonly auditPolicy: unknown;
  readonly health: unknown;
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
    select: SHOWN,
  });
  return agents.map(withHost);
}

/** The latest first. */
export async function listAlarms(db: Database, limit: number): Promise<ListedAgent[]> {
  const where = { alarm: { not: null }, revokedAt: null };
  const agents = await db.prisma.agent.findMany({
    where,
    orderBy: [{ alarmAt: "desc" }, { id: "desc" }],
    take: limit,
    select: SHOWN,
  });
  return agents.map(withHost);
}

const SHOWN = {
  id: true,
  hostId: true,
  version: true,
  publicKey: true,
  enrolledAt: true,
  lastSeenAt: true,
  revokedAt: true,
  revokedWhy: true,
  rotateAskedAt: true,
  keyChangedAt: true,
  alarm: true,
  alarmAt: true,
  health: true,
  host: { select: { name: true, platform: true, clockSkewMs: true, auditPolicy: true } },
} as const;

function withHost(row: Prisma.AgentGetPayload<{ select: typeof SHOWN }>): ListedAgent {
  const { host, ...agent } = row;
  const { name, platform, clockSkewMs, auditPolicy } = host;
  return { ...agent, hostName: name, platform, clockSkewMs, auditPolicy };
}
