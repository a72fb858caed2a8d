"use server";

import { runAction } from "@/app/_edge/run-action";
import { wakeImportWorker } from "@/lib/services/import-worker-process";
import { setImportOffset } from "@/lib/services/set-import-offset";
export async function setImportOffsetAction(input: unknown) {
  const answer = await runAction("import.set-offset", setImportOffset, input);
  if (answer.ok) wakeImportWorker();
  return answer;
}
