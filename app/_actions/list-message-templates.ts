"use server";

import { runAction } from "@/app/_edge/run-action";
import { readMessageTemplates } from "@/lib/services/message-templates";

export async function listMessageTemplatesAction() {
  return runAction("message-template.list", readMessageTemplates, null);
}
