import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import type { LogOffOutcome } from "@/lib/domain/hook-event";
import type { OrderDoor } from "@/lib/domain/order-verb";
import { countAssociateTargets, listUnknownAssociates } from "@/lib/storage/associate-outcomes";
import { cancelOrder } from "./cancel-order";
import type { Context } from "./context";
import type { Scripting } from "./hook-call";
import { MAX_TARGETS, type RequestedOrder } from "./order-request";
import { parseInput } from "./parse-input";
import { requestOrder } from "./request-order";
import { requirePermission } from "./require-permission";

const associateId = z
  .number("An associate id is a whole number.")
  .int("An associate id is a whole number.")
  .min(1, "An associate id is 1 or more.")
  .max(2_147_483_647, "An associate id is at most 2147483647.");

export const logOffWindowsUsersInput = z.object({
  associateIds: z
    .array(associateId, "associateIds must be an array of numbers.")
    .min(1, "Name at least one associate.")
    .max(MAX_TARGETS, "At most 10,000 associates in one call."),
});

export interface LogOffAnswer {
  /** Null where nobody of them is logged on, or every session was left out. */
  readonly orderId: number | null;
  /** One for each id, in the order in which they were first named. */
  readonly outcomes: readonly LogOffOutcome[];
}

export interface AssociateAgentOptions {
  /** Null where no scripts are. */
  readonly scripting: Scripting | null;
  readonly door?: OrderDoor;
  readonly reason?: string;
  readonly ticket?: string;
}

/** Logs associates off, as SuperOffice's service of the same name does, with an outcome for every id. */
export class AssociateAgent {
  readonly #ctx: Context;
  readonly #options: AssociateAgentOptions;

  constructor(ctx: Context, options: AssociateAgentOptions) {
    this.#ctx = ctx;
    this.#options = options;
  }

  /**
   * Ends every live session of these people, on whatever host, by an order. All ids are checked before anything runs;
   * a cancelled call takes back what has not been executed, and neither After runs.
   */
  async logOffWindowsUsersAsync(
    associateIds: unknown,
    cancellationToken: AbortSignal,
  ): Promise<LogOffAnswer> {
    requirePermission(this.#ctx.actor, "logoff.request");
    const parsed = parseInput(logOffWindowsUsersInput, { associateIds });
    const ids = [...new Set(parsed.associateIds)];
    await this.#requireKnown(ids, parsed.associateIds);
    const call = this.#options.scripting?.begin(ids);

    await call?.before(cancellationToken);
    if (cancellationToken.aborted) throw cancelled("Nothing was done.");
    const made = await this.#order(ids);
    const orderId = made?.orderId ?? null;
    try {
      if (orderId !== null) await call?.ordered(orderId);
      const outcomes = await this.#outcomes(ids, made);
      await this.#stillWanted(orderId, cancellationToken);
      const answer = (await call?.after(orderId, outcomes, cancellationToken)) ?? outcomes;
      await this.#stillWanted(orderId, cancellationToken);
      call?.afterAsync(orderId, answer);
      return { orderId, outcomes: answer };
    } catch (error) {
      throw error instanceof DomainError && orderId !== null ? new AfterOrderError(error, orderId) : error;
    }
  }

  async #requireKnown(ids: readonly number[], asGiven: readonly number[]): Promise<void> {
    const unknown = await listUnknownAssociates(this.#ctx.db, ids);
    const [first] = unknown;
    if (first === undefined) return;
    const message =
      unknown.length === 1
        ? `There is no associate ${first}.`
        : `There are no associates ${unknown.join(", ")}.`;
    throw new DomainError("invalid_input", message, `associateIds.${asGiven.indexOf(first)}`);
  }

  /** Null where there is nothing to log off: that is an outcome, not an error. */
  async #order(ids: readonly number[]): Promise<RequestedOrder | null> {
    const { door = "associate-agent", reason, ticket } = this.#options;
    try {
      return await requestOrder(this.#ctx, {
        requestKey: randomUUID(),
        targets: { kind: "associates", ids: [...ids] },
        reason: reason ?? "LogOffWindowsUsers",
        ...(ticket === undefined ? {} : { ticket }),
        requestedThrough: door,
      });
    } catch (error) {
      if (error instanceof DomainError && error.code === "conflict" && error.field === "targets") return null;
      throw error;
    }
  }

  async #outcomes(ids: readonly number[], made: RequestedOrder | null): Promise<LogOffOutcome[]> {
    const counted = await countAssociateTargets(this.#ctx.db, made?.orderId ?? null, ids);
    return counted.map(({ associateId: id, targets, live }) => {
      if (targets > 0) {
        const detail = made?.approvalWhy ? "waits for a second operator" : "";
        return { associateId: id, outcome: "ordered", orderId: made?.orderId ?? null, targets, detail };
      }
      if (live === 0)
        return { associateId: id, outcome: "not_logged_on", orderId: null, targets, detail: "" };
      const detail = "out of your scope, protected, your own, or in another order that is under way";
      return { associateId: id, outcome: "left_out", orderId: null, targets, detail };
    });
  }

  async #stillWanted(orderId: number | null, cancellation: AbortSignal): Promise<void> {
    if (!cancellation.aborted) return;
    if (orderId === null) throw cancelled("There was nothing to log off.");
    throw cancelled(await takeBack(this.#ctx, orderId));
  }
}

/** An order was made before this went wrong; the caller is told which. */
export class AfterOrderError extends DomainError {
  constructor(
    cause: DomainError,
    readonly orderId: number,
  ) {
    super(cause.code, cause.message, cause.field, { cause });
  }
}

async function takeBack(ctx: Context, orderId: number): Promise<string> {
  try {
    const taken = await cancelOrder(ctx, { orderId });
    return `Order ${orderId}: ${taken.cancelled} taken back, ${taken.tooLate} too late.`;
  } catch (error) {
    // Everything was executed before: there is nothing to take back.
    if (error instanceof DomainError && error.code === "conflict")
      return `Order ${orderId}: ${error.message}`;
    throw error;
  }
}

function cancelled(what: string): DomainError {
  return new DomainError("conflict", `The call was cancelled. ${what}`);
}
