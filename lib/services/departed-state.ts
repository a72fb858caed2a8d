import { endsSession, type OrderVerb } from "@/lib/domain/order-verb";
import type { TargetState } from "@/lib/domain/target-state";

/** What a target becomes when its session has left the host's list. */
export function departedState(verb: OrderVerb, state: TargetState): "gone" | "done" | "refused" {
  if (endsSession(verb)) return "gone";
  return state === "accepted" || state === "executed" ? "done" : "refused";
}
