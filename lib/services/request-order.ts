import { DomainError } from "@/lib/domain/errors";
import type { Context } from "./context";
import type { RequestedOrder } from "./order-request";

/** Asks for something to be done with sessions. Input: `OrderRequestInput`. */
export async function requestOrder(_ctx: Context, _input: unknown): Promise<RequestedOrder> {
  throw new DomainError("internal", "being written");
}
