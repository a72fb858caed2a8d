import { LOCK, waitForTurn } from "./advisory-locks";
import type { Database, Tx } from "./database";

export interface MessageTemplate {
  readonly id: number;
  readonly name: string;
  readonly text: string;
}

type Words = Omit<MessageTemplate, "id">;

export type PutTemplate =
  | { readonly kind: "gone" | "taken" | "full" }
  | { readonly kind: "put"; readonly id: number; readonly before: Words | null };

/** Saves a template, or says why it cannot be. */
export async function putMessageTemplate(
  tx: Tx,
  now: Date,
  id: number | null,
  { name, text }: Words,
  most: number,
): Promise<PutTemplate> {
  await waitForTurn(tx, LOCK.messageTemplates);
  const all = await tx.messageTemplate.findMany({ select: { id: true, name: true, text: true } });
  const before = all.find((one) => one.id === id) ?? null;
  if (id !== null && !before) return { kind: "gone" };
  if (all.some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase()))
    return { kind: "taken" };
  if (before) {
    // A template that is being deleted at this moment is gone by now.
    const { count } = await tx.messageTemplate.updateMany({ where: { id: before.id }, data: { name, text } });
    if (count === 0) return { kind: "gone" };
    return { kind: "put", id: before.id, before: { name: before.name, text: before.text } };
  }
  if (all.length >= most) return { kind: "full" };
  const made = await tx.messageTemplate.create({
    data: { name, text, createdAt: now },
    select: { id: true },
  });
  return { kind: "put", id: made.id, before: null };
}

export async function listMessageTemplates({ prisma }: Database): Promise<MessageTemplate[]> {
  return prisma.messageTemplate.findMany({
    select: { id: true, name: true, text: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 100,
  });
}
