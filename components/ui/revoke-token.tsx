"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ActionResult } from "@/lib/domain/action-result";
import { Button } from "./button";
import { useToast } from "./toasts";

interface RevokeTokenProps {
  readonly tokenId: number;
  readonly label: string;
  readonly revokeToken: (input: { tokenId: number }) => Promise<ActionResult<unknown>>;
}

/** Asks for a second press: nothing is lost that a new token does not bring back. */
export function RevokeToken({ tokenId, label, revokeToken }: RevokeTokenProps) {
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
