"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import { counted } from "@/lib/format/count";
import { type MadeLink, ShownLink } from "./shown-link";

interface NewLinkProps {
  readonly operatorId: number;
  readonly hasPassword: boolean;
  readonly timeZone: string;
  readonly issueLink: (input: { operatorId: number }) => Promise<ActionResult<MadeLink>>;
}

/** For a link that has run out, or a password that was forgotten. */
export function NewLink({ operatorId, hasPassword, timeZone, issueLink }: NewLinkProps) {
  const { isBusy, run, elsewhere } = useAct();
  const [made, setMade] = useState<MadeLink | null>(null);
  const make = async () => {
    const answer = await run(() => issueLink({ operatorId }), null);
    if (answer) setMade(answer.value);
  };
  return (
    <div className="stack">
      {made && <ShownLink link={made} timeZone={timeZone} />}
      <div className="row">
        <Button isPending={isBusy} onClick={() => void make()}>
          {made ? "Make another link" : "Make a link"}
        </Button>
        <span className="meta">
          {hasPassword
            ? "The present password works until the link is used."
            : "A newer link ends the earlier one."}
        </span>
      </div>
      {elsewhere() && (
        <p className="err" role="alert">
          {elsewhere()}
        </p>
      )}
    </div>
  );
}

interface SwitchOperatorProps {
  readonly operatorId: number;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly signIns: number;
  readonly switchOperator: (input: {
    operatorId: number;
    isEnabled: boolean;
  }) => Promise<ActionResult<{ readonly ended: number }>>;
}

/** Out at once and everywhere, or in again. */
export function SwitchOperator({
  operatorId,
  name,
  isEnabled,
  signIns,
  switchOperator,
}: SwitchOperatorProps) {
  const { isBusy, run, elsewhere, clear } = useAct();
  const [isAsking, setAsking] = useState(false);
  const act = async () => {
    const done = isEnabled ? `Disabled ${name}` : `Enabled ${name}`;
    const answer = await run(() => switchOperator({ operatorId, isEnabled: !isEnabled }), done);
    if (answer) setAsking(false);
  };
  const refusal = elsewhere() && (
    <p className="err" role="alert">
      {elsewhere()}
    </p>
  );
  if (!isEnabled) {
    return (
      <div className="stack">
        <Button isPending={isBusy} onClick={() => void act()}>
          Enable {name}
        </Button>
        {refusal}
      </div>
    );
  }
  return (
    <>
      <Button
        look="danger"
        onClick={() => {
          clear();
          setAsking(true);
        }}
      >
        Disable {name}…
      </Button>
      {isAsking && (
        <Dialog
          title={`Disable ${name}?`}
          width={480}
          isBusy={isBusy}
          onClose={() => setAsking(false)}
          footer={
            <>
              <span className="spring" />
              <Button onClick={() => setAsking(false)} data-autofocus>
                Leave it
              </Button>
              <Button look="danger-solid" isPending={isBusy} onClick={() => void act()}>
                Disable
              </Button>
            </>
          }
        >
          <div className="ask">
            <p>
              {signIns > 0
                ? `${counted(signIns, "sign-in ends", "sign-ins end")} at once, on every server. `
                : "Nobody is signed in with it now. "}
              Orders that are under way go on, what they did stays theirs, and they can be enabled again.
            </p>
            {refusal}
          </div>
        </Dialog>
      )}
    </>
  );
}
