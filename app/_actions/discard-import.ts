"use server";

import { runAction } from "@/app/_edge/run-action";
import { discardImport } from "@/lib/services/discard-import";

export async function discardImportAction(input: unknown) {
  return runAction("import.discard", discardImport, input);
}
