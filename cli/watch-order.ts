import { TO_LOOK_AT } from "@/lib/domain/target-stage";
import { TARGET_STATES } from "@/lib/domain/target-state";
import { duration } from "@/lib/format/duration";
import type { Context } from "@/lib/services/context";
import { type OrderRead, readOrder } from "@/lib/services/read-order";
import type { ExitCode } from "./run-command";

export interface Output {
  readonly out: (line: string) => void;
  /** Draws over the line before; null where the output is no terminal. */
  readonly redraw: ((line: string) => void) | null;
}

const LOOK_EVERY_MS = 500;

/** Tells the states of an order as they change, until nothing more will happen. */
export async function watchOrder(
  ctx: Context,
  orderId: number,
  output: Output & { readonly isJson: boolean },
): Promise<ExitCode> {
  let told = "";
  for (;;) {
    const now = new Date();
    const { facts } = await readOrder({ ...ctx, now }, { orderId });
    const line = output.isJson ? jsonOf(facts) : wordsOf(facts, now);
    const isOver = facts.settledAt !== null;
    const key = output.isJson ? line : JSON.stringify(facts.states);
    if (output.redraw && !output.isJson && !isOver) output.redraw(line);
    else if (key !== told || isOver) output.out(line);
    told = key;
    if (isOver) return TO_LOOK_AT.some((state) => (facts.states[state] ?? 0) > 0) ? 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function wordsOf({ id, states, createdAt, settledAt }: OrderRead["facts"], now: Date): string {
  const parts = TARGET_STATES.flatMap((state) => {
    const n = states[state] ?? 0;
    return n > 0 ? [`${n} ${state}`] : [];
  });
  const after = duration((settledAt ?? now).getTime() - createdAt.getTime());
  return `Order ${id}: ${parts.join(", ")} · ${settledAt ? "settled after" : ""} ${after}`.replace(
    "·  ",
    "· ",
  );
}

function jsonOf({ id, states, targets, createdAt, settledAt }: OrderRead["facts"]): string {
  return JSON.stringify({ orderId: id, targets, states, createdAt, settledAt });
}
