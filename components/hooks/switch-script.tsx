"use client";

import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";

export type SwitchAction = (input: { script: string; isEnabled: boolean }) => Promise<ActionResult<unknown>>;

interface SwitchScriptProps {
  readonly script: string;
  readonly isOn: boolean;
  readonly switchScript: SwitchAction;
}

export function SwitchScript({ script, isOn, switchScript }: SwitchScriptProps) {
  const [shown, setShown] = useOptimistic(isOn);
  const [isPending, startTransition] = useTransition();
  const toast = useToast();
  const router = useRouter();
  const press = (isEnabled: boolean) =>
    startTransition(async () => {
      setShown(isEnabled);
      const answer = await switchScript({ script, isEnabled }).catch(() => null);
      if (!answer?.ok) toast(answer?.message ?? "Curfew does not answer. Try again.");
      router.refresh();
    });
  return (
    <input
      type="checkbox"
      className="switch"
      checked={shown}
      disabled={isPending}
      aria-label={`${script} runs`}
      onChange={(event) => press(event.currentTarget.checked)}
    />
  );
}
