"use server";

import { runAction } from "@/app/_edge/run-action";
import { askSuperOfficeSync } from "@/lib/services/superoffice/ask-superoffice-sync";

export async function askSuperOfficeSyncAction() {
  return runAction("superoffice.sync", askSuperOfficeSync, null);
}
