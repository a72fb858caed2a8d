"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { counted } from "@/lib/format/count";

interface CancelOrderProps {
  readonly orderId: number;
  /** How many no host has accepted yet. */
  readonly cancellable: number;
  readonly moving: number;
  readonly mayCancel: boolean;
  readonly cancelOrder: (input: {
    orderId: number;
  }) => Promise<ActionResult<{ cancelled: number; tooLate: number }>>;
}

export function CancelOrder({ orderId, cancellable, moving, mayCancel, cancelOrder }: CancelOrderProps) {
  const [step, setStep] = useState<"closed" | "asking" | "busy">("closed");
  const [refusal, setRefusal] = useState<string | null>(null);
  const toast = useToast();
  const router = useRouter();
  const close = () => setStep("closed");

  const cancel = async () => {
    setStep("busy");
    const answer = await cancelOrder({ orderId }).catch(() => null);
    if (answer?.ok) {
      const { cancelled, tooLate } = answer.value;
      toast(`Cancelled ${cancelled}${tooLate > 0 ? `; ${tooLate} were too late` : ""}.`);
      close();
      router.refresh();
      return;
    }
    setRefusal(answer?.message ?? "Curfew does not answer. Nothing is known to be cancelled.");
    setStep("asking");
  };

  return (
    <>
      <Button
        look={cancellable > 0 && mayCancel ? "danger" : "plain"}
        disabledBecause={whyNot(mayCancel, moving, cancellable)}
        title="Nothing that has already happened is undone"
        onClick={() => {
          setRefusal(null);
          setStep("asking");
        }}
      >
        Cancel the rest
      </Button>
      {step !== "closed" && (
        <Dialog
          title={`Cancel ${counted(cancellable, "target")} of order ${orderId}?`}
          width={480}
          isBusy={step === "busy"}
          onClose={close}
          footer={
            <>
              <span className="spring" />
              <Button onClick={close}>Keep it</Button>
              <Button look="danger-solid" isPending={step === "busy"} onClick={cancel}>
                Cancel the rest
              </Button>
            </>
          }
        >
          <div className="ask">
            <p>
              Hosts that have accepted a command cannot be called back, and nothing that has already happened
              is undone.
            </p>
            {refusal !== null && (
              <p className="err" role="alert">
                {refusal}
              </p>
            )}
          </div>
        </Dialog>
      )}
    </>
  );
}

function whyNot(mayCancel: boolean, moving: number, cancellable: number): string | null {
  if (!mayCancel) return "Your role may not cancel orders";
  if (moving === 0) return "Every target has settled";
  return cancellable === 0 ? "What is on its way cannot be called back" : null;
}
