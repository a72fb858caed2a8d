import { createHash } from "node:crypto";
import type { Context } from "@/lib/services/context";
import { readOrder } from "@/lib/services/read-order";
import type { Gateway } from "../gateway";
import { type OrderDetail, orderDetailAnswer } from "./order-answers";

/** A notice may be lost with its connection: look again after this anyway. */
const LOOK_AGAIN_MS = 5_000;

export interface OrderState {
  readonly order: OrderDetail;
  /** The same as long as the order is. */
  readonly version: string;
}

interface Waiting {
  readonly orderId: number;
  readonly wait: number;
  readonly was: string;
  readonly gone: AbortSignal;
}

/** The order as soon as it differs from what the client has, or when its patience is over. */
export async function nextOrderState(gateway: Gateway, ctx: Context, waiting: Waiting): Promise<OrderState> {
  const { orderId, was, gone } = waiting;
  const untilMs = Date.now() + waiting.wait * 1000;
  for (;;) {
    // Asked for before the look: a change in between is heard.
    const change = gateway.orderChanges.next(orderId);
    const state = await orderState(ctx, orderId);
    const leftMs = untilMs - Date.now();
    if (state.version !== was || leftMs <= 0 || gone.aborted || gateway.isStopping()) return state;
    await within(change, Math.min(leftMs, LOOK_AGAIN_MS), gone);
  }
}

export async function* watchOrder(
  gateway: Gateway,
  ctx: Context,
  first: OrderDetail,
  gone: AbortSignal,
): AsyncGenerator<string> {
  let order = first;
  let version = versionOf(order);
  yield eventText(order);
  while (order.settledAt === null && !gone.aborted && !gateway.isStopping()) {
    const seen = version;
    const waiting = { orderId: order.id, wait: 20, was: seen, gone };
    ({ order, version } = await nextOrderState(gateway, { ...ctx, now: new Date() }, waiting));
    yield version === seen ? ": still there\n\n" : eventText(order);
  }
}

function eventText(order: OrderDetail): string {
  return `event: ${order.settledAt === null ? "order" : "settled"}\ndata: ${JSON.stringify(order)}\n\n`;
}

async function orderState(ctx: Context, orderId: number): Promise<OrderState> {
  const { facts } = await readOrder(ctx, { orderId });
  const order = orderDetailAnswer(facts);
  return { order, version: versionOf(order) };
}

function versionOf(order: OrderDetail): string {
  return createHash("sha256").update(JSON.stringify(order)).digest("base64url").slice(0, 16);
}

async function within(change: Promise<void>, ms: number, gone: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let leave = () => {};
  await Promise.race([
    change,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    }),
    new Promise<void>((resolve) => {
      leave = resolve;
      gone.addEventListener("abort", leave, { once: true });
    }),
  ]);
  clearTimeout(timer);
  gone.removeEventListener("abort", leave);
}
