"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ActionResult } from "@/lib/domain/action-result";
import { visibleText } from "@/lib/format/count";
import { Command } from "./command";
import type { MadeToken } from "./enrol-form";
import { ShownToken } from "./shown-token";

interface ReEnrolDialogProps {
  readonly hostName: string;
  readonly serverUrl: string;
  readonly timeZone: string;
  readonly makeToken: () => Promise<ActionResult<MadeToken>>;
  readonly onClose: () => void;
}

/** Makes the one token that replaces an agent which reports, and shows it beside the command that takes it. */
export function ReEnrolDialog({ hostName, serverUrl, timeZone, makeToken, onClose }: ReEnrolDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<MadeToken | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  const make = async () => {
    setBusy(true);
    const answer = await makeToken().catch(() => null);
    setBusy(false);
    if (answer?.ok) setMade(answer.value);
    else setRefusal(answer?.message ?? "Curfew does not answer. No token is known to be made.");
  };

  return (
    <Dialog
      title={visibleText(`Re-enrol ${hostName}`)}
      width={600}
      isBusy={isBusy}
      onClose={onClose}
      footer={
        <>
          <span className="spring" />
          <Button onClick={onClose}>{made ? "Done" : "Keep the key"}</Button>
          {!made && (
            <Button look="primary" isPending={isBusy} onClick={make} data-autofocus>
              Make a token for it
            </Button>
          )}
        </>
      }
    >
      <div className="re-enrol">
        <p>
          The host makes a fresh key under a token that is good for this host alone, once, within an hour. Its
          agent of now goes on until that moment; then its key, and every copy of it, is refused. What it
          reported and what it has not sent yet stay.
        </p>
        {refusal && (
          <p className="err" role="alert">
            {refusal}
          </p>
        )}
        {made && (
          <>
            <ShownToken made={made} uses={1} timeZone={timeZone} />
            <Command
              label="On the host, as root; it asks for the token"
              text={`node /opt/curfew-agent/curfew-agent.cjs install --again --server ${serverUrl}`}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}
