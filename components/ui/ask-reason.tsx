"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { ActionResult } from "@/lib/domain/action-result";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { useToast } from "./toasts";

interface AskReasonProps {
  readonly trigger: string;
  /** Where the trigger's word alone does not say what it is about. */
  readonly triggerLabel?: string;
  readonly isSmall?: boolean;
  readonly title: string;
  /** What will happen, before it is agreed to. */
  readonly children: ReactNode;
  readonly confirm: string;
  /** Said when it is done. */
  readonly done: string;
  /** Said where no answer came. */
  readonly unanswered: string;
  readonly act: (reason: string) => Promise<ActionResult<unknown>>;
}

/** A button for what cannot be taken back lightly: says what will happen, and asks why, for the trail. */
export function AskReason(props: AskReasonProps) {
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
    const answer = await props.act(reason).catch(() => null);
    if (answer?.ok) {
      toast(props.done);
      close();
      router.refresh();
      return;
    }
    setRefusal(answer?.message ?? props.unanswered);
    setStep("asking");
  };

  return (
    <>
      <Button
        isSmall={props.isSmall ?? false}
        aria-label={props.triggerLabel ?? props.trigger}
        onClick={() => {
          setRefusal(null);
          setStep("asking");
        }}
      >
        {props.trigger}
      </Button>
      {step !== "closed" && (
        <Dialog
          title={props.title}
          width={480}
          isBusy={step === "busy"}
          onClose={close}
          footer={
            <>
              <span className="spring" />
              <Button onClick={close}>Keep it</Button>
              <Button type="submit" form={formId} look="danger-solid" isPending={step === "busy"}>
                {props.confirm}
              </Button>
            </>
          }
        >
          <form id={formId} className="ask" onSubmit={submit} noValidate>
            <p>{props.children}</p>
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
