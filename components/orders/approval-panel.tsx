"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { ActionResult } from "@/lib/domain/action-result";

interface ApprovalPanelProps {
  readonly orderId: number;
  readonly why: string;
  /** Why this operator cannot decide; null where they can. */
  readonly disabledBecause: string | null;
  readonly approveOrder: (input: {
    orderId: number;
    decision: "approve" | "reject";
    note: string;
  }) => Promise<ActionResult<unknown>>;
}

/** The second operator's word, given once. */
export function ApprovalPanel({ orderId, why, disabledBecause, approveOrder }: ApprovalPanelProps) {
  const router = useRouter();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState<"approve" | "reject" | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  const decide = async (decision: "approve" | "reject") => {
    setBusy(decision);
    const answer = await approveOrder({ orderId, decision, note: note.trim() }).catch(() => null);
    setBusy(null);
    setRefusal(
      answer?.ok ? null : (answer?.message ?? "Curfew does not answer. Nothing is known to be decided."),
    );
    router.refresh();
  };

  return (
    <section className="approval" aria-label="Approval">
      <div>
        <h3>This order needs a second operator</h3>
        <p>Because {why}. Look at the targets below; nothing happens before it is approved.</p>
        {disabledBecause !== null && <p className="meta">{disabledBecause}</p>}
        {refusal !== null && (
          <p className="err" role="alert">
            {refusal}
          </p>
        )}
      </div>
      {disabledBecause === null && (
        <div className="decide">
          <Field label="Note">
            {(control) => (
              <input
                {...control}
                className="input"
                maxLength={500}
                autoComplete="off"
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <Button
            isPending={busy === "reject"}
            disabledBecause={busy === "approve" ? "It is being decided" : null}
            onClick={() => void decide("reject")}
          >
            Reject
          </Button>
          <Button
            look="primary"
            isPending={busy === "approve"}
            disabledBecause={busy === "reject" ? "It is being decided" : null}
            onClick={() => void decide("approve")}
          >
            Approve
          </Button>
        </div>
      )}
    </section>
  );
}
