"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { requestKey } from "@/components/sessions/request-key";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ActionResult } from "@/lib/domain/action-result";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { counted } from "@/lib/format/count";

interface RetryOrderProps {
  readonly orderId: number;
  readonly verb: OrderVerb;
  /** Failed, refused or expired; those whose session is still there are tried again. */
  readonly failed: number;
  readonly disabledBecause: string | null;
  readonly retryOrder: (input: {
    orderId: number;
    requestKey: string;
    verb?: OrderVerb;
  }) => Promise<ActionResult<{ orderId: number }>>;
}

/** A new order for what failed, linked to this one. */
export function RetryOrder({ orderId, verb, failed, disabledBecause, retryOrder }: RetryOrderProps) {
  const router = useRouter();
  const [key, setKey] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const close = () => setKey(null);

  const retry = async (as?: OrderVerb) => {
    if (key === null) return;
    setBusy(true);
    const input = { orderId, requestKey: key, ...(as ? { verb: as } : {}) };
    const answer = await retryOrder(input).catch(() => null);
    setBusy(false);
    if (answer?.ok) return router.push(`/orders/${answer.value.orderId}`);
    setRefusal(answer?.message ?? "Curfew does not answer. However often it is sent, this makes one order.");
  };

  if (failed === 0) return null;
  return (
    <>
      <Button
        disabledBecause={disabledBecause}
        onClick={() => {
          setRefusal(null);
          setKey(requestKey());
        }}
      >
        Retry failed…
      </Button>
      {key !== null && (
        <Dialog
          title={`Try ${counted(failed, "target")} of order ${orderId} again?`}
          width={520}
          isBusy={isBusy}
          onClose={close}
          footer={
            <>
              <span className="spring" />
              <Button look="ghost" onClick={close}>
                Leave it
              </Button>
              {verb === "log_off" && (
                <Button look="danger" isPending={isBusy} onClick={() => void retry("force")}>
                  Force off
                </Button>
              )}
              <Button look="primary" isPending={isBusy} onClick={() => void retry()}>
                Try again
              </Button>
            </>
          }
        >
          <div className="ask">
            <p>
              A new order, linked to this one, with the same reason, for the very sessions that are still
              there. One that has ended since, or is another logon now, is left out.
            </p>
            {verb === "log_off" && (
              <p className="meta">
                Trying again asks programs to close once more. Forcing closes those that refuse: what was not
                saved in them is lost.
              </p>
            )}
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
