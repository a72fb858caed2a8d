import { systemActor } from "@/lib/auth/system-actor";
import { enforcePolicies } from "@/lib/services/enforce-policies";
import { again } from "./again";
import type { Gateway } from "./gateway";

const LOOK_EVERY_MS = 10_000;

/** Holds the policies against what is live, again and again. */
export function keepPolicies(gateway: Gateway): () => Promise<void> {
  return again(gateway, "keeping the policies", LOOK_EVERY_MS, async () => {
    await enforcePolicies({ actor: systemActor("gateway"), now: new Date(), db: gateway.db });
  });
}
