"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { ActionResult } from "@/lib/domain/action-result";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { useToast } from "./toasts";

interface AskReasonDialogProps {
  readonly title: string;
  /** What will happen, before it is agreed to. */
  readonly children: ReactNode;
  readonly confirm: string;
  /** The other button; "Keep it" unless something else fits better. */
  readonly refrain?: string;
  readonly look?: "danger-solid" | "primary";
  readonly hint?: string;
  /** Said when it is done. */
  readonly done: string;
  /** Said where no answer came. */
  readonly unanswered: string;
  readonly act: (reason: string) => Promise<ActionResult<unknown>>;
}

interface AskReasonProps extends AskReasonDialogProps {
  readonly trigger: string;
  /** Where the trigger's word alone does not say what it is about. */
  readonly triggerLabel?: string;
  readonly isSmall?: boolean;
}

/** A button for what cannot be taken back lightly: says what will happen, and asks why, for the trail. */
export function AskReason({ trigger, triggerLabel, isSmall = false, ...dialog }: AskReasonProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button isSmall={isSmall} aria-label={triggerLabel ?? trigger} onClick={() => setAsking(true)}>
        {trigger}
      </Button>
      {isAsking && <AskReasonDialog {...dialog} onClose={() => setAsking(false)} />}
    </>
  );
}

/** The question itself, for whoever has a trigger of its own. Mounted means open. */
export function AskReasonDialog(props: AskReasonDialogProps & { readonly onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const formId = useId();
  const toast = useToast();
  const router = useRouter();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "");
    setBusy(true);
    const answer = await props.act(reason).catch(() => null);
    if (answer?.ok) {
      toast(props.done);
      props.onClose();
      router.refresh();
      return;
    }
    setRefusal(answer?.message ?? props.unanswered);
    setBusy(false);
  };

  return (
    <Dialog
      title={props.title}
      width={480}
      isBusy={isBusy}
      onClose={props.onClose}
      footer={
        <>
          <span className="spring" />
          <Button onClick={props.onClose}>{props.refrain ?? "Keep it"}</Button>
          <Button type="submit" form={formId} look={props.look ?? "danger-solid"} isPending={isBusy}>
            {props.confirm}
          </Button>
        </>
      }
    >
      <form id={formId} className="ask" onSubmit={submit} noValidate>
        <p>{props.children}</p>
        <Field label="Reason" error={refusal} hint={props.hint ?? "Kept on the trail"}>
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
  );
}
