"use client";

import { AskReason } from "@/components/ui/ask-reason";
import type { ActionResult } from "@/lib/domain/action-result";

interface RevokeAgentProps {
  readonly agentId: number;
  readonly hostName: string;
  readonly revokeAgent: (input: { agentId: number; reason: string }) => Promise<ActionResult<unknown>>;
}

export function RevokeAgent({ agentId, hostName, revokeAgent }: RevokeAgentProps) {
  return (
    <AskReason
      trigger="Revoke"
      triggerLabel={`Revoke the agent on ${hostName}`}
      isSmall
      title={`Revoke the agent on ${hostName}?`}
      confirm="Revoke"
      done={`Revoked the agent on ${hostName}`}
      unanswered="Curfew does not answer. Nothing is known to be revoked."
      act={(reason) => revokeAgent({ agentId, reason })}
    >
      Its key is refused from its next request on: the host reports no more, and nobody can be logged off
      there until it is enrolled again. What it reported stays.
    </AskReason>
  );
}
