"use server";

import { runAction } from "@/app/_edge/run-action";
import { deleteView } from "@/lib/services/delete-view";

export async function deleteViewAction(input: unknown) {
  return runAction("view.delete", deleteView, input);
}
