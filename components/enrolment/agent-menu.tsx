"use client";

import { useState } from "react";
import { AskReasonDialog } from "@/components/ui/ask-reason";
import { Icon } from "@/components/ui/icon";
import { Menu, type MenuItem } from "@/components/ui/menu";
import { visibleText } from "@/lib/format/count";
import type { AgentVerbs } from "./agent-row";
import { ReEnrolDialog } from "./re-enrol-dialog";

interface AgentMenuProps {
  readonly agentId: number;
  readonly hostName: string;
  readonly isRotating: boolean;
  readonly isRevoked: boolean;
  readonly serverUrl: string;
  readonly timeZone: string;
  readonly verbs: AgentVerbs;
}

type Asking = "rotate" | "re-enrol" | "revoke" | null;

/** What can be done with one agent, each with a question of its own. */
export function AgentMenu(props: AgentMenuProps) {
  const { agentId, hostName, verbs } = props;
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const reEnrol: MenuItem = { label: "Re-enrol…", onSelect: () => setAsking("re-enrol") };
  const rotate: MenuItem = {
    label: "Rotate key…",
    ...(props.isRotating ? { disabledBecause: "It is asked for a new key already" } : {}),
    onSelect: () => setAsking("rotate"),
  };
  const revoke: MenuItem = { label: "Revoke…", isDanger: true, onSelect: () => setAsking("revoke") };
  return (
    <>
      <Menu
        label={visibleText(`What to do with the agent on ${hostName}`)}
        className="btn ghost icon sm"
        trigger={<Icon name="more" />}
        items={props.isRevoked ? [reEnrol] : [rotate, reEnrol, revoke]}
      />
      {asking === "rotate" && (
        <AskReasonDialog
          title={visibleText(`Rotate the key of ${hostName}?`)}
          confirm="Rotate"
          refrain="Keep the key"
          look="primary"
          done={`${hostName} is asked for a new key`}
          unanswered="Curfew does not answer. Nothing is known to be asked for."
          act={(reason) => verbs.rotate({ agentId, reason })}
          onClose={close}
        >
          The host makes a new key and signs it with the present one, with its next report: within half a
          minute while it reports, else when it comes back. From then on the present key is refused. Where a
          copy of the key may be in other hands, re-enrol instead: a copy could answer this, too.
        </AskReasonDialog>
      )}
      {asking === "re-enrol" && (
        <ReEnrolDialog
          hostName={hostName}
          serverUrl={props.serverUrl}
          timeZone={props.timeZone}
          makeToken={() => verbs.reEnrol({ agentId })}
          onClose={close}
        />
      )}
      {asking === "revoke" && (
        <AskReasonDialog
          title={visibleText(`Revoke the agent on ${hostName}?`)}
          confirm="Revoke"
          done={`Revoked the agent on ${hostName}`}
          unanswered="Curfew does not answer. Nothing is known to be revoked."
          act={(reason) => verbs.revoke({ agentId, reason })}
          onClose={close}
        >
          Its key is refused from its next request on: the host reports no more, and nobody can be logged off
          there until it is enrolled again. What it reported stays.
        </AskReasonDialog>
      )}
    </>
  );
}
