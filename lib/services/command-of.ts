import { COMMAND_LIFE_MS } from "@/lib/domain/target-state";
import type { Command } from "@/lib/protocol/messages";

export interface FencedTarget {
  readonly commandId: string;
  readonly machineId: string;
  readonly bootKey: string;
  readonly sessionId: string;
  readonly loggedOnAt: Date;
  readonly accountKey: string;
  readonly orderExpiresAt: Date;
}

/** What every command carries, whatever it asks for. */
export function commandOf(now: Date, target: FencedTarget): Omit<Command, "verb" | "text"> {
  return {
    id: target.commandId,
    fence: {
      machineId: target.machineId,
      bootId: target.bootKey,
      sessionId: target.sessionId,
      loggedOnAt: target.loggedOnAt.getTime(),
      accountKey: target.accountKey,
    },
    issuedAt: now.getTime(),
    expiresAt: Math.min(now.getTime() + COMMAND_LIFE_MS, target.orderExpiresAt.getTime()),
  };
}
