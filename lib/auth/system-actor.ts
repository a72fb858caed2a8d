import type { Actor } from "@/lib/domain/actor";

type SystemActor = Extract<Actor, { kind: "system" }>;

/** A process of Curfew acting for itself: whoever can run it on this machine can read its database anyway. */
export function systemActor(name: SystemActor["name"]): SystemActor {
  return { kind: "system", name };
}
