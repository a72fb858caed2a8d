import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { ALARM_WORDS, isAgentAlarm } from "@/lib/domain/agent-alarm";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import type { AgentRow, AgentVerbs } from "./agent-row";
import { AlarmVerbs } from "./alarm-verbs";

interface AlarmListProps {
  readonly alarms: readonly AgentRow[];
  readonly now: number;
  readonly timeZone: string;
  readonly serverUrl: string;
  readonly verbs: AgentVerbs;
}

/** Where somebody else spoke in a host's name: what was met, and what to do. */
export function AlarmList({ alarms, now, timeZone, serverUrl, verbs }: AlarmListProps) {
  return (
    <ul className="agent-alarms">
      {alarms.map((agent) => {
        if (!isAgentAlarm(agent.alarm) || !agent.alarmAt) return null;
        const { what, cure } = ALARM_WORDS[agent.alarm];
        const hostName = visibleText(agent.hostName);
        return (
          <li key={agent.id} className="note danger">
            <Icon name="warn" />
            <div>
              <p>
                <Link className="mono strong" href={`/hosts/${agent.hostId}`}>
                  {hostName}
                </Link>{" "}
                <time className="mono quiet" dateTime={agent.alarmAt.toISOString()}>
                  {clockOrDay(agent.alarmAt.getTime(), now, timeZone)}
                </time>
              </p>
              <p>{what}</p>
              <p className="quiet">{cure}</p>
            </div>
            <AlarmVerbs
              agentId={agent.id}
              hostName={hostName}
              serverUrl={serverUrl}
              timeZone={timeZone}
              settle={verbs.settle}
              reEnrol={verbs.reEnrol}
            />
          </li>
        );
      })}
    </ul>
  );
}
