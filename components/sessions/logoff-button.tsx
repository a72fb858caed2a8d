"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { LogoffDialog } from "./logoff-dialog";
import type { AskedTargets, OrderActions } from "./order-asking";

interface LogoffButtonProps {
  readonly targets: AskedTargets;
  readonly actions: OrderActions;
  /** Why this operator cannot log anyone off; null where they can. */
  readonly refusal: string | null;
}

/** Opens the Log off dialog for these sessions. */
export function LogoffButton({ targets, actions, refusal }: LogoffButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" disabledBecause={refusal} onClick={() => setOpen(true)}>
        Log off…
      </Button>
      {isOpen && <LogoffDialog targets={targets} actions={actions} onClose={() => setOpen(false)} />}
    </>
  );
}
