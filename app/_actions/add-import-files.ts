"use server";

import { runAction } from "@/app/_edge/run-action";
import { addImportFiles } from "@/lib/services/start-import";

export async function addImportFilesAction(input: unknown) {
  return runAction("import.add-files", addImportFiles, input);
}
