"use server";

import { runAction } from "@/app/_edge/run-action";
import { issuePasswordLink } from "@/lib/services/issue-password-link";

export async function issuePasswordLinkAction(input: unknown) {
  return runAction("operator.link", issuePasswordLink, input);
}
