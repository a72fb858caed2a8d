"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import type { ActionResult } from "@/lib/domain/action-result";
import { count } from "@/lib/format/count";

interface ApprovalLimitProps {
  readonly above: number;
  readonly mayChange: boolean;
  readonly setApprovalAbove: (input: { above: number }) => Promise<ActionResult<{ above: number }>>;
}

/** From how many targets on a second operator must agree; an administrator changes it. */
export function ApprovalLimit({ above, mayChange, setApprovalAbove }: ApprovalLimitProps) {
  const router = useRouter();
  const [text, setText] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const close = () => setText(null);

  const save = async () => {
    setBusy(true);
    const answer = await setApprovalAbove({ above: Number(text) }).catch(() => null);
    setBusy(false);
    if (!answer?.ok) return setRefusal(answer?.message ?? "Curfew does not answer. Nothing was changed.");
    close();
    router.refresh();
  };

  return (
    <span>
      a second operator approves above <b>{count(above)}</b> targets, and protected associates{" "}
      {mayChange && (
        <button
          type="button"
          className="link"
          onClick={() => {
            setRefusal(null);
            setText(String(above));
          }}
        >
          Change the limit
        </button>
      )}
      {text !== null && (
        <Dialog
          title="When does an order need a second operator?"
          width={480}
          isBusy={isBusy}
          onClose={close}
          footer={
            <>
              <span className="spring" />
              <Button onClick={close}>Leave it</Button>
              <Button look="primary" isPending={isBusy} onClick={() => void save()}>
                Save
              </Button>
            </>
          }
        >
          <div className="ask">
            <Field
              label="Above this many targets"
              hint="Orders with protected associates always do. Kept on the trail."
              error={refusal}
            >
              {(control) => (
                <input
                  {...control}
                  className="input"
                  inputMode="numeric"
                  data-autofocus
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                />
              )}
            </Field>
          </div>
        </Dialog>
      )}
    </span>
  );
}
