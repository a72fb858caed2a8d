"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";

interface RevokeApiTokenProps {
  readonly tokenId: number;
  readonly label: string;
  readonly revokeToken: (input: { tokenId: number }) => Promise<ActionResult<unknown>>;
}

/** Asks for a second press: what sends with it keeps its records until it has a new token. */
export function RevokeApiToken({ tokenId, label, revokeToken }: RevokeApiTokenProps) {
  const [step, setStep] = useState<"idle" | "sure" | "busy">("idle");
  const toast = useToast();
  const router = useRouter();
  const press = async () => {
    if (step === "idle") return setStep("sure");
    setStep("busy");
    const answer = await revokeToken({ tokenId }).catch(() => null);
    setStep("idle");
    toast(answer?.ok ? `Revoked ${label}` : (answer?.message ?? "Curfew does not answer. Try again."));
    router.refresh();
  };
  return (
    <Button
      isSmall
      look={step === "idle" ? "plain" : "danger"}
      isPending={step === "busy"}
      aria-label={step === "idle" ? `Revoke ${label}` : `Really revoke ${label}`}
      onClick={press}
      onBlur={() => step === "sure" && setStep("idle")}
    >
      {step === "idle" ? "Revoke" : "Really revoke"}
    </Button>
  );
}
