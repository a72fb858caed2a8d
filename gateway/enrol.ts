import { systemActor } from "@/lib/auth/system-actor";
import type { EnrolAnswer } from "@/lib/protocol/messages";
import { enrolFromAddress } from "@/lib/services/enrol-from-address";
import type { Gateway, RouteAnswer, RouteRequest } from "./gateway";
import { parseBody } from "./read-body";

export async function enrol({ db, commandKey }: Gateway, request: RouteRequest): Promise<RouteAnswer> {
  const ctx = { actor: systemActor("gateway"), now: request.now, db };
  const enrolled = await enrolFromAddress(ctx, request.address, parseBody(request.body));
  const body: EnrolAnswer = { ...enrolled, commandKey: commandKey.publicKey };
  return { status: 200, body };
}
