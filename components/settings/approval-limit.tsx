"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";

interface ApprovalLimitProps {
  readonly above: number;
  readonly setApprovalAbove: (input: { above: number }) => Promise<ActionResult<{ above: number }>>;
}

/** From how many targets on a second operator must agree. */
export function ApprovalLimit({ above, setApprovalAbove }: ApprovalLimitProps) {
  const { isBusy, run, errorOf, elsewhere } = useAct();
  const [text, setText] = useState(String(above));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === String(above)) return;
    void run(() => setApprovalAbove({ above: Number(text.trim() || Number.NaN) }), "Changed the limit");
  };
  return (
    <form className="stack narrow" onSubmit={submit} noValidate>
      <Field
        label="Above this many targets"
        hint="Orders with protected associates always need a second operator."
        error={errorOf("above") ?? elsewhere()}
      >
        {(control) => (
          <span className="row">
            <input
              {...control}
              className="input few"
              inputMode="numeric"
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button
              type="submit"
              isPending={isBusy}
              disabledBecause={text.trim() === String(above) ? "Nothing is changed" : null}
            >
              Save
            </Button>
          </span>
        )}
      </Field>
    </form>
  );
}
