import "server-only";
import { z } from "zod";
import type { Database, Tx } from "@/lib/storage/database";

const KEY = "gateway.sealingKey";
const kept = z.object({ publicKey: z.string().min(1).max(1_000) });

/** The gateway tells the public half here, so that pages can hand it what nobody else may read. */
export async function writeSealingKey(
  { prisma }: Pick<Database, "prisma">,
  publicKey: string,
): Promise<void> {
  const value = { publicKey };
  await prisma.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}

/** Null where no gateway has run yet. */
export async function readSealingKey(tx: Tx): Promise<string | null> {
  const row = await tx.setting.findUnique({ where: { key: KEY } });
  return kept.safeParse(row?.value).data?.publicKey ?? null;
}
