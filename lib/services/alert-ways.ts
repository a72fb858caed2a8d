import { z } from "zod";
import type { Database } from "@/lib/storage/database";

const KEY = "alerts.ways";
const ways = z.object({
  /** Public half of the key that signs webhooks. */
  webhookKey: z.string(),
  /** The mail server and the sender's address; null where none is set. */
  mail: z.object({ server: z.string(), from: z.string() }).nullable(),
});
export type AlertWays = z.infer<typeof ways>;

/** The gateway sends, so it alone knows the ways out; it tells them here for people to read. */
export async function writeAlertWays({ prisma }: Pick<Database, "prisma">, value: AlertWays): Promise<void> {
  await prisma.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}

/** Null where no gateway has run yet. */
export async function readAlertWays({ prisma }: Pick<Database, "prisma">): Promise<AlertWays | null> {
  const row = await prisma.setting.findUnique({ where: { key: KEY } });
  return ways.safeParse(row?.value).data ?? null;
}
