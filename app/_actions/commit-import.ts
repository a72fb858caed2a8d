"use server";

import { runAction } from "@/app/_edge/run-action";
import { commitImport } from "@/lib/services/commit-import";
import { wakeImportWorker } from "@/lib/services/import-worker-process";
export async function commitImportAction(input: unknown) {
  const answer = await runAction("import.commit", commitImport, input);
  if (answer.ok) wakeImportWorker();
  return answer;
}
