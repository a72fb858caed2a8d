import type { OrderVerb } from "./order-verb";
import { SETTLED, TARGET_STATES, type TargetState } from "./target-state";

/** The way of a target, as an order's page draws it: stages in a row, of which an order has some, and five ways out. */
export const STAGES = ["queued", "delivered", "warned", "executed", "gone", "proved", "done"] as const;
export type Stage = (typeof STAGES)[number];

export const EXITS = ["expired", "cancelled", "refused", "failed", "unproved"] as const;
export type Exit = (typeof EXITS)[number];

const STAGE_OF: Record<Exclude<TargetState, Exit>, Stage> = {
  queued: "queued",
  unreachable: "queued",
  leased: "delivered",
  accepted: "delivered",
  warned: "warned",
  executed: "executed",
  gone: "gone",
  proved: "proved",
  done: "done",
};

/** The stages that an order's targets go through. */
export function stagesOf(verb: OrderVerb, hasGrace: boolean): readonly Stage[] {
  const warned: readonly Stage[] = hasGrace ? ["warned"] : [];
  switch (verb) {
    case "message":
      return ["queued", "delivered", "done"];
    case "disconnect":
      return ["queued", "delivered", ...warned, "executed", "done"];
    case "log_off":
    case "force":
      return ["queued", "delivered", ...warned, "executed", "gone", "proved"];
  }
}

export function isExit(state: TargetState): state is Exit {
  return (EXITS as readonly TargetState[]).includes(state);
}

/** How far along a state is: its place in STAGES. An exit says nothing about how far it came. */
export function stageIndex(state: TargetState): number {
  return isExit(state) ? 0 : STAGES.indexOf(STAGE_OF[state]);
}

/** The states that stand at a stage or past it. */
export function statesFrom(stage: Stage): TargetState[] {
  const least = STAGES.indexOf(stage);
  return TARGET_STATES.filter((state) => !isExit(state) && stageIndex(state) >= least);
}

export const MOVING: readonly TargetState[] = TARGET_STATES.filter((state) => !SETTLED.includes(state));
/** What somebody should look at: it ended otherwise than was asked, and nobody chose that. */
export const TO_LOOK_AT: readonly TargetState[] = ["failed", "refused", "unproved", "expired"];

export type TargetFilter = "all" | "moving" | "look" | "proved" | "done" | Exit | `reached:${Stage}`;

/** Out of a URL: anything unknown is no filter. */
export function parseTargetFilter(text: string | undefined): TargetFilter {
  const known: readonly TargetFilter[] = [
    "moving",
    "look",
    "proved",
    "done",
    ...EXITS,
    ...STAGES.map((stage) => `reached:${stage}` as const),
  ];
  return known.find((filter) => filter === text) ?? "all";
}
