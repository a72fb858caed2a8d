"use server";

import { runAction } from "@/app/_edge/run-action";
import { createEnrolmentToken } from "@/lib/services/create-enrolment-token";

export async function createEnrolmentTokenAction(input: unknown) {
  return runAction("enrolment-token.create", createEnrolmentToken, input);
}
