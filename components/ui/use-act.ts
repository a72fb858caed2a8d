"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ActionResult } from "@/lib/domain/action-result";
import { useToast } from "./toasts";

interface Refusal {
  readonly message: string;
  readonly field: string | undefined;
}

/** Asks the server for a change: what it said, beside its field where it names one, and the page drawn anew. */
export function useAct(unanswered = "Curfew does not answer. Nothing is known to be changed.") {
  const router = useRouter();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  /** Null where it was refused. */
  const run = async <T>(
    act: () => Promise<ActionResult<T>>,
    done: string | ((value: T) => string) | null,
  ): Promise<{ readonly value: T } | null> => {
    if (isBusy) return null;
    setBusy(true);
    setRefusal(null);
    const answer = await act().catch(() => null);
    setBusy(false);
    if (!answer?.ok) {
      setRefusal({
        message: answer?.message ?? unanswered,
        field: answer?.field?.split(".").slice(0, 2).join("."),
      });
      return null;
    }
    if (done !== null) toast(typeof done === "string" ? done : done(answer.value));
    router.refresh();
    return { value: answer.value };
  };

  return {
    isBusy,
    run,
    clear: () => setRefusal(null),
    errorOf: (field: string) => (refusal?.field === field ? refusal.message : null),
    /** What belongs to none of these fields. */
    elsewhere: (fields: readonly string[] = []) =>
      refusal !== null && !fields.includes(refusal.field ?? "") ? refusal.message : null,
  };
}
