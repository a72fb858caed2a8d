"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { counted } from "@/lib/format/count";

export type Undo = (input: { importId: number; reason: string }) => Promise<ActionResult<unknown>>;

interface UndoImportProps {
  readonly importId: number;
  readonly added: number | null;
  readonly undo: Undo;
}

export function UndoImport({ importId, added, undo }: UndoImportProps) {
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
    const answer = await undo({ importId, reason }).catch(() => null);
    if (answer?.ok) {
      toast(`Undoing import ${importId}`);
      close();
      router.refresh();
      return;
    }
    setRefusal(answer?.message ?? "Curfew does not answer. Look again before you repeat it.");
    setStep("asking");
  };

  return (
    <>
      <Button
        onClick={() => {
          setRefusal(null);
          setStep("asking");
        }}
      >
        Undo…
      </Button>
      {step !== "closed" && (
        <Dialog
          title={`Undo import ${importId}?`}
          width={480}
          isBusy={step === "busy"}
          onClose={close}
          footer={
            <>
              <span className="spring" />
              <Button onClick={close}>Keep it</Button>
              <Button type="submit" form={formId} look="danger-solid" isPending={step === "busy"}>
                Undo the import
              </Button>
            </>
          }
        >
          <form id={formId} className="ask" onSubmit={submit} noValidate>
            <p>
              {added === null ? "The events" : counted(added, "event")} that only this import brought leave
              the history, and the sessions they made are paired again without them. What a host or another
              source has told too stays.
            </p>
            <Field label="Reason" error={refusal} hint="Kept on the trail">
              {(control) => (
                <input
                  className="input"
                  name="reason"
                  maxLength={500}
                  autoComplete="off"
                  data-autofocus
                  {...control}
                />
              )}
            </Field>
          </form>
        </Dialog>
      )}
    </>
  );
}
