"use server";

import { runAction } from "@/app/_edge/run-action";
import { wakeImportWorker } from "@/lib/services/import-worker-process";
import { undoImport } from "@/lib/services/undo-import";
export async function undoImportAction(input: unknown) {
  const answer = await runAction("import.undo", undoImport, input);
  if (answer.ok) wakeImportWorker();
  return answer;
}
