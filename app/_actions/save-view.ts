"use server";

import { runAction } from "@/app/_edge/run-action";
import { saveView } from "@/lib/services/save-view";

export async function saveViewAction(input: unknown) {
  return runAction("view.save", saveView, input);
}
