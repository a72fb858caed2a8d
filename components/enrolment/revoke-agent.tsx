"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";

interface RevokeAgentProps {
  readonly agentId: number;
  readonly hostName: string;
  readonly revokeAgent: (input: { agentId: number; reason: string }) => Promise<ActionResult<unknown>>;
}

export function RevokeAgent({ agentId, hostName, revokeAgent }: RevokeAgentProps) {
  const [step, setStep] = useState<"closed" | "asking" | "busy">("closed");
  const [refusal, setRefusal] = useState<string | null>(null);
  const formId = useId();
  const toast = useToast();
  const router = useRouter();
  const close = () => setStep("closed");

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "");
    setStep("busy");
    const answer = await revokeAgent({ agentId, reason }).catch(() => null);
    if (answer?.ok) {
      toast(`Revoked the agent on ${hostName}`);
      close();
      router.refresh();
      return;
    }
    setRefusal(answer?.message ?? "Curfew does not answer. Nothing is known to be revoked.");
    setStep("asking");
  };

  return (
    <>
      <Button
        isSmall
        aria-label={`Revoke the agent on ${hostName}`}
        onClick={() => {
          setRefusal(null);
          setStep("asking");
        }}
      >
        Revoke
      </Button>
      {step !== "closed" && (
        <Dialog
          title={`Revoke the agent on ${hostName}?`}
          width={480}
          isBusy={step === "busy"}
          onClose={close}
          footer={
            <>
              <span className="spring" />
              <Button onClick={close}>Keep it</Button>
              <Button type="submit" form={formId} look="danger-solid" isPending={step === "busy"}>
                Revoke
              </Button>
            </>
          }
        >
          <form id={formId} className="ask" onSubmit={submit} noValidate>
            <p>
              Its key is refused from its next request on: the host reports no more, and nobody can be logged
              off there until it is enrolled again. What it reported stays.
            </p>
            <Field label="Reason" error={refusal} hint="Kept on the trail">
              {(control) => (
                <input className="input" name="reason" maxLength={500} autoComplete="off" {...control} />
              )}
            </Field>
          </form>
        </Dialog>
      )}
    </>
  );
}
