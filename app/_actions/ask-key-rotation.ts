"use server";

import { runAction } from "@/app/_edge/run-action";
import { askKeyRotation } from "@/lib/services/ask-key-rotation";

export async function askKeyRotationAction(input: unknown) {
  return runAction("agent.rotate", askKeyRotation, input);
}
