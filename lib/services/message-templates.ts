import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import {
  listMessageTemplates,
  type MessageTemplate,
  putMessageTemplate,
} from "@/lib/storage/message-templates";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

/** More than this nobody chooses from. */
const MOST = 50;

const templateId = z.number().int().min(1).max(2_147_483_647);

export const saveMessageTemplateInput = z.object({
  /** Null: a new one. */
  templateId: templateId.nullable(),
  name: plainText(60).min(1, "Give it a name: it is what one chooses by."),
  text: plainText(500).min(1, "Write the message."),
});

/** Words that operators may take for a warning or a message. Orders keep what they said. */
export async function saveMessageTemplate(
  ctx: Context,
  input: unknown,
): Promise<{ readonly templateId: number }> {
  requirePermission(ctx.actor, "template.write");
  const { templateId, ...template } = parseInput(saveMessageTemplateInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const kept = await putMessageTemplate(tx, ctx.now, templateId, template, MOST);
    if (kept.kind !== "put") throw refusal(kept.kind);
    await appendTrail(tx, ctx.now, {
      name: "template.save",
      actor: ctx.actor,
      subject: `template:${kept.id}`,
      detail: { ...template, ...(kept.before ? { before: { ...kept.before } } : {}) },
    });
    await notify(tx, { kind: "trail" });
    return { templateId: kept.id };
  });
}

function refusal(kind: "gone" | "taken" | "full"): DomainError {
  switch (kind) {
    case "gone":
      return new DomainError("not_found", "This template was deleted.", "templateId");
    case "taken":
      return new DomainError("conflict", "There is a template of this name.", "name");
    case "full":
      return new DomainError("conflict", `There are ${MOST} templates. Delete one first.`, "name");
  }
}

export const deleteMessageTemplateInput = z.object({ templateId });

export async function deleteMessageTemplate(
  ctx: Context,
  input: unknown,
): Promise<{ readonly templateId: number }> {
  requirePermission(ctx.actor, "template.write");
  const { templateId } = parseInput(deleteMessageTemplateInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const template = await tx.messageTemplate.findUnique({ where: { id: templateId } });
    const { count } = await tx.messageTemplate.deleteMany({ where: { id: templateId } });
    if (!template || count === 0)
      throw new DomainError("not_found", "This template was deleted.", "templateId");
    const { name, text } = template;
    await appendTrail(tx, ctx.now, {
      name: "template.delete",
      actor: ctx.actor,
      subject: `template:${templateId}`,
      detail: { name, text },
    });
    await notify(tx, { kind: "trail" });
    return { templateId };
  });
}

/** By name. */
export async function readMessageTemplates(ctx: Context, _input: unknown = null): Promise<MessageTemplate[]> {
  requirePermission(ctx.actor, "logoff.request");
  return listMessageTemplates(ctx.db);
}
