"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { LogoffDialog, type LogoffTarget, type RequestLogoff } from "./logoff-dialog";

interface LogoffButtonProps {
  readonly targets: readonly LogoffTarget[];
  readonly requestLogoff: RequestLogoff;
  /** Why this operator cannot log anyone off; null where they can. */
  readonly refusal: string | null;
}

/** Opens the Log off dialog for these sessions. */
export function LogoffButton({ targets, requestLogoff, refusal }: LogoffButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" disabledBecause={refusal} onClick={() => setOpen(true)}>
        Log off…
      </Button>
      {isOpen && (
        <LogoffDialog targets={targets} requestLogoff={requestLogoff} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
