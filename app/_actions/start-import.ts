"use server";

import { runAction } from "@/app/_edge/run-action";
import { startImport } from "@/lib/services/start-import";

export async function startImportAction(input: unknown) {
  return runAction("import.start", startImport, input);
}
