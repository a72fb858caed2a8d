import type { Role } from "./actor";

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  auditor: "Auditor",
  operator: "Operator",
  administrator: "Administrator",
};

export const ROLE_MEANS: Readonly<Record<Role, string>> = {
  auditor: "Reads everything, changes nothing.",
  operator: "Logs people off, within the scope.",
  administrator: "Also enrols hosts, and manages operators and settings.",
};

export type OperatorState = "active" | "invited" | "expired" | "disabled";

/** Whether somebody can sign in, or what is missing. */
export function operatorState(
  one: { readonly disabledAt: Date | null; readonly hasPassword: boolean; readonly linkUntil: Date | null },
  now: number,
): OperatorState {
  if (one.disabledAt) return "disabled";
  if (one.hasPassword) return "active";
  return one.linkUntil !== null && one.linkUntil.getTime() > now ? "invited" : "expired";
}
