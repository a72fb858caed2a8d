"use client";

import { useState } from "react";
import { AskReasonDialog } from "@/components/ui/ask-reason";
import { Button } from "@/components/ui/button";
import type { AgentVerbs } from "./agent-row";
import { ReEnrolDialog } from "./re-enrol-dialog";

interface AlarmVerbsProps extends Pick<AgentVerbs, "settle" | "reEnrol"> {
  readonly agentId: number;
  readonly hostName: string;
  readonly serverUrl: string;
  readonly timeZone: string;
}

/** The two ways out of an alarm: a new key, or an explanation. */
export function AlarmVerbs({ agentId, hostName, serverUrl, timeZone, settle, reEnrol }: AlarmVerbsProps) {
  const [asking, setAsking] = useState<"settle" | "re-enrol" | null>(null);
  const close = () => setAsking(null);
  return (
    <div className="row">
      <Button isSmall aria-label={`Re-enrol ${hostName}`} onClick={() => setAsking("re-enrol")}>
        Re-enrol…
      </Button>
      <Button isSmall aria-label={`Settle the alarm of ${hostName}`} onClick={() => setAsking("settle")}>
        Settle…
      </Button>
      {asking === "settle" && (
        <AskReasonDialog
          title={`Settle the alarm of ${hostName}?`}
          confirm="Settle"
          refrain="Keep the alarm"
          look="primary"
          hint="What it was; kept on the trail"
          done={`Settled the alarm of ${hostName}`}
          unanswered="Curfew does not answer. The alarm is not known to be settled."
          act={(reason) => settle({ agentId, reason })}
          onClose={close}
        >
          What was refused stays on the trail, and the next refusal raises the alarm again. Settling changes
          no key: where the key may be in other hands, re-enrol.
        </AskReasonDialog>
      )}
      {asking === "re-enrol" && (
        <ReEnrolDialog
          hostName={hostName}
          serverUrl={serverUrl}
          timeZone={timeZone}
          makeToken={() => reEnrol({ agentId })}
          onClose={close}
        />
      )}
    </div>
  );
}
