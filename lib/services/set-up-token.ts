import "server-only";
import { z } from "zod";
import type { Database, Tx } from "@/lib/storage/database";

/** The setting that holds the one link by which the first administrator is made. */
export const SET_UP_KEY = "set-up";
export const SET_UP_MS = 60 * 60_000;

const kept = z.object({ hash: z.string(), expiresAt: z.number() });

export interface KeptSetUpToken {
  readonly hash: string;
  readonly expiresAt: number;
}

export async function findSetUpToken(prisma: Database["prisma"] | Tx): Promise<KeptSetUpToken | null> {
  const row = await prisma.setting.findUnique({ where: { key: SET_UP_KEY } });
  const parsed = kept.safeParse(row?.value);
  return parsed.success ? parsed.data : null;
}
