"use server";

import { runAction } from "@/app/_edge/run-action";
import { leaveOutImportFile } from "@/lib/services/change-import-files";
import { wakeImportWorker } from "@/lib/services/import-worker-process";
export async function leaveOutImportFileAction(input: unknown) {
  const answer = await runAction("import.leave-out-file", leaveOutImportFile, input);
  if (answer.ok) wakeImportWorker();
  return answer;
}
