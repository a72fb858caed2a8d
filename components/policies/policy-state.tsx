import { Badge } from "@/components/ui/badge";
import type { PolicyState } from "@/lib/domain/policy";

const WORDS: Readonly<Record<PolicyState, string>> = { off: "Off", watching: "Watching", on: "On" };
const LOOKS = { off: "plain", watching: "dashed", on: "solid" } as const;

export function PolicyStateBadge({ state }: { readonly state: PolicyState }) {
  return <Badge look={LOOKS[state]}>{WORDS[state]}</Badge>;
}
