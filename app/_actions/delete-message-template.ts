"use server";

import { runAction } from "@/app/_edge/run-action";
import { deleteMessageTemplate } from "@/lib/services/message-templates";

export async function deleteMessageTemplateAction(input: unknown) {
  return runAction("message-template.delete", deleteMessageTemplate, input);
}
