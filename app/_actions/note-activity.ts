"use server";

import { runWithAsking } from "@/app/_edge/run-action";
import type { ActionResult } from "@/lib/domain/action-result";
import { noteActivity } from "@/lib/services/note-activity";

export async function noteActivityAction(): Promise<ActionResult<null>> {
  return runWithAsking("activity.note", (ctx, { signedIn }) => noteActivity(ctx, signedIn?.signInId));
}
