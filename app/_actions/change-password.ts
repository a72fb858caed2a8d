"use server";

import { runWithAsking } from "@/app/_edge/run-action";
import { changePassword } from "@/lib/services/change-password";

export async function changePasswordAction(input: unknown) {
  return runWithAsking("operator.change-password", (ctx, { token }) => changePassword(ctx, input, token));
}
