import type { ActionResult } from "@/lib/domain/action-result";
import type { MadeToken } from "./enrol-form";

export interface AgentRow {
  readonly id: number;
  readonly hostId: number;
  readonly hostName: string;
  readonly platform: string;
  readonly version: string;
  readonly fingerprint: string;
  readonly enrolledAt: Date;
  readonly lastSeenAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedWhy: string;
  readonly rotateAskedAt: Date | null;
  readonly keyChangedAt: Date | null;
  readonly alarm: string | null;
  readonly alarmAt: Date | null;
  readonly clockSkewMs: number;
  readonly auditPolicy: unknown;
  readonly health: unknown;
}

type WithReason = (input: { agentId: number; reason: string }) => Promise<ActionResult<unknown>>;

/** What can be done with an agent. */
export interface AgentVerbs {
  readonly revoke: WithReason;
  readonly rotate: WithReason;
  readonly settle: WithReason;
  readonly reEnrol: (input: { agentId: number }) => Promise<ActionResult<MadeToken>>;
}

/** `q7Bd 91xA…`: as much as is compared by eye. */
export function shortKey(fingerprint: string): string {
  return `${fingerprint.slice(0, 4)} ${fingerprint.slice(4, 8)}…`;
}
