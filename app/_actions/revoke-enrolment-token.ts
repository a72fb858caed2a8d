"use server";

import { runAction } from "@/app/_edge/run-action";
import { revokeEnrolmentToken } from "@/lib/services/revoke-enrolment-token";

export async function revokeEnrolmentTokenAction(input: unknown) {
  return runAction("enrolment-token.revoke", revokeEnrolmentToken, input);
}
