"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";

interface VetoSwitchProps {
  readonly allowsVeto: boolean;
  readonly setSettings: (input: { allowsVeto: boolean }) => Promise<ActionResult<unknown>>;
}

/** A Veto is Curfew's own: SuperOffice's Before cannot refuse a call. */
export function VetoSwitch({ allowsVeto, setSettings }: VetoSwitchProps) {
  const [isPending, startTransition] = useTransition();
  const toast = useToast();
  const router = useRouter();
  const press = (wanted: boolean) =>
    startTransition(async () => {
      const answer = await setSettings({ allowsVeto: wanted }).catch(() => null);
      if (!answer?.ok) toast(answer?.message ?? "Curfew does not answer. Try again.");
      router.refresh();
    });
  return (
    <label className="veto">
      A Before may refuse the call with a Veto
      <input
        type="checkbox"
        className="switch"
        checked={allowsVeto}
        disabled={isPending}
        onChange={(event) => press(event.currentTarget.checked)}
      />
    </label>
  );
}
