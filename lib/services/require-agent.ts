import type { Actor } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";

/** A host speaks for itself alone: only its own agent may, and only about its own host. */
export function requireAgent(actor: Actor): Extract<Actor, { kind: "agent" }> {
  if (actor.kind === "agent") return actor;
  throw new DomainError("forbidden", "Only the agent of a host may do this.");
}
