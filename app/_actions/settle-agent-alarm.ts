"use server";

import { runAction } from "@/app/_edge/run-action";
import { settleAgentAlarm } from "@/lib/services/settle-agent-alarm";

export async function settleAgentAlarmAction(input: unknown) {
  return runAction("agent.settle-alarm", settleAgentAlarm, input);
}
