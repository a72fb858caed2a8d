import type { Actor } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";

/** For what belongs to a person: no process and no host owns it. */
export function requireOperator(actor: Actor): Extract<Actor, { kind: "operator" }> {
  if (actor.kind === "operator") return actor;
  throw new DomainError("forbidden", "Only an operator who is signed in may do this.");
}
