"use server";

import { runAction } from "@/app/_edge/run-action";
import { saveMessageTemplate } from "@/lib/services/message-templates";

export async function saveMessageTemplateAction(input: unknown) {
  return runAction("message-template.save", saveMessageTemplate, input);
}
