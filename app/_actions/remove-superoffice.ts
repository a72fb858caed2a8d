"use server";

import { runAction } from "@/app/_edge/run-action";
import { removeSuperOffice } from "@/lib/services/superoffice/remove-superoffice";

export async function removeSuperOfficeAction(input: unknown) {
  return runAction("superoffice.remove", removeSuperOffice, input);
}
