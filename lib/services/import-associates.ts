import { z } from "zod";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

const text = (max: number) => z.string().trim().max(max);

const accountSchema = z.object({ key: text(200).min(1), domain: text(256), name: text(256).min(1) });
const associateSchema = z.object({
  name: text(256).min(1),
  fullName: text(256).min(1),
  group: text(256).default(""),
  isProtected: z.boolean().default(false),
  accounts: z.array(accountSchema).min(1).max(50),
});
const importSchema = z.array(associateSchema).min(1).max(100_000);
type ImportedAssociate = z.infer<typeof associateSchema>;

export interface ImportedAssociates {
  readonly created: number;
  readonly updated: number;
}

/** Brings in people from a directory. A person is recognised by any of their accounts' keys, never by name. */
export async function importAssociates(ctx: Context, input: unknown): Promise<ImportedAssociates> {
  requirePermission(ctx.actor, "associate.import");
  const people = parseInput(importSchema, input);
  return ctx.db.prisma.$transaction(
    async (tx) => {
      let created = 0;
      for (const person of people) if (await importOne(tx, ctx.now, person)) created += 1;
      const counts = { created, updated: people.length - created };
      await appendTrail(tx, ctx.now, {
        name: "associate.import",
        actor: ctx.actor,
        subject: "associates",
        detail: counts,
      });
      return counts;
    },
    { timeout: 120_000 },
  );
}

/** True when the person was not known before. */
async function importOne(tx: Tx, now: Date, person: ImportedAssociate): Promise<boolean> {
  const { accounts, ...facts } = person;
  const known = await tx.account.findFirst({
    where: { key: { in: accounts.map((account) => account.key) }, associateId: { not: null } },
    select: { associateId: true },
  });
  const id =
    known?.associateId ??
    (await tx.associate.create({ data: { ...facts, createdAt: now }, select: { id: true } })).id;
  if (known?.associateId) await tx.associate.update({ where: { id }, data: facts });
  for (const account of accounts) {
    await tx.account.upsert({
      where: { key: account.key },
      create: { ...account, associateId: id, createdAt: now },
      update: { domain: account.domain, name: account.name, associateId: id },
    });
  }
  return !known?.associateId;
}
