"use server";

import { runAction } from "@/app/_edge/run-action";
import { nameImportHost } from "@/lib/services/change-import-files";
import { wakeImportWorker } from "@/lib/services/import-worker-process";
export async function nameImportHostAction(input: unknown) {
  const answer = await runAction("import.name-host", nameImportHost, input);
  if (answer.ok) wakeImportWorker();
  return answer;
}
