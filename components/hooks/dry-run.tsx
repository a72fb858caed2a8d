"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { ActionResult } from "@/lib/domain/action-result";
import type { HookEvent } from "@/lib/domain/hook-event";
import { EVENT_WORDS } from "./hook-words";

export interface PastOrder {
  readonly id: number;
  readonly words: string;
}

interface DryRunProps {
  readonly script: string;
  readonly events: readonly HookEvent[];
  readonly orders: readonly PastOrder[];
  /** One is under way. */
  readonly isRunning: boolean;
  readonly askDryRun: (input: {
    script: string;
    event: string;
    orderId: number;
  }) => Promise<ActionResult<unknown>>;
}

export function DryRun({ script, events, orders, isRunning, askDryRun }: DryRunProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const router = useRouter();
  const why = orders.length === 0 ? "There is no order yet to run it against." : null;
  const submit = async (form: FormEvent<HTMLFormElement>) => {
    form.preventDefault();
    if (isRunning || isAsking || why !== null) return;
    const data = new FormData(form.currentTarget);
    setIsAsking(true);
    const asked = { script, event: String(data.get("event")), orderId: Number(data.get("orderId")) };
    const answer = await askDryRun(asked).catch(() => null);
    setIsAsking(false);
    setError(answer?.ok ? null : (answer?.message ?? "Curfew does not answer. Try again."));
    router.refresh();
  };
  return (
    <form className="dry-ask" onSubmit={submit}>
      <Field label="Past order" error={error}>
        {(control) => (
          <select {...control} className="select" name="orderId">
            {orders.map((order) => (
              <option key={order.id} value={order.id}>
                {order.words}
              </option>
            ))}
          </select>
        )}
      </Field>
      {events.length > 1 ? (
        <Field label="Event">
          {(control) => (
            <select {...control} className="select" name="event">
              {events.map((event) => (
                <option key={event} value={event}>
                  {EVENT_WORDS[event]}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : (
        <input type="hidden" name="event" value={events[0]} />
      )}
      <Button type="submit" look="primary" isPending={isAsking || isRunning} disabledBecause={why}>
        Run
      </Button>
    </form>
  );
}
