import { z } from "zod";
import type { Database, Tx } from "@/lib/storage/database";

const KEY = "hooks";
const settings = z.object({ allowsVeto: z.boolean() });
export type HookSettings = z.infer<typeof settings>;

/** A Before cannot affect the result, unless somebody has switched vetoes on. */
export async function readHookSettings(db: Pick<Database, "prisma">): Promise<HookSettings> {
  const row = await db.prisma.setting.findUnique({ where: { key: KEY } });
  return settings.safeParse(row?.value).data ?? { allowsVeto: false };
}

export async function writeHookSettings(tx: Tx, value: HookSettings): Promise<void> {
  await tx.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}
