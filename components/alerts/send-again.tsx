"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";

export type SendAgainAction = (input: { deliveryId: string }) => Promise<ActionResult<unknown>>;

interface SendAgainProps {
  readonly deliveryId: string;
  readonly what: string;
  readonly sendAgain: SendAgainAction;
}

export function SendAgain({ deliveryId, what, sendAgain }: SendAgainProps) {
  const [isBusy, setBusy] = useState(false);
  const toast = useToast();
  const router = useRouter();
  const press = async () => {
    setBusy(true);
    const answer = await sendAgain({ deliveryId }).catch(() => null);
    setBusy(false);
    toast(answer?.ok ? "On its way again" : (answer?.message ?? "Curfew does not answer. Try again."));
    router.refresh();
  };
  return (
    <Button isSmall isPending={isBusy} aria-label={`Send again: ${what}`} onClick={press}>
      Send again
    </Button>
  );
}
