import type { AlertKind } from "@/lib/domain/alert";

/** What each kind is called, and when it is told. */
export const ALERT_KIND_WORDS: readonly (readonly [AlertKind, string, string])[] = [
  ["order.missed", "Order missed", "targets of an order failed, were refused or expired"],
  ["session.ghost", "Ghost", "a host's list and its log disagree"],
  ["host.silent", "Host silent", "nothing heard of it for five minutes"],
  ["agent.cloned", "Cloned key", "an agent's key is in use twice"],
  ["agent.held_back", "Spool full", "an agent has no room left for what happens"],
  ["policy.acted", "Policy acted", "a policy wrote an order"],
];

export function alertKindWord(kind: string): string {
  if (kind === "test") return "Test";
  return ALERT_KIND_WORDS.find(([one]) => one === kind)?.[1] ?? kind;
}
