"use server";

import { runAction } from "@/app/_edge/run-action";
import { saveSuperOffice } from "@/lib/services/superoffice/save-superoffice";

export async function saveSuperOfficeAction(input: unknown) {
  return runAction("superoffice.save", saveSuperOffice, input);
}
