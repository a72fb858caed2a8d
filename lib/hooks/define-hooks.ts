import type { LogOffOutcome } from "@/lib/domain/hook-event";

export type { LogOffOutcome };

/** A parameter that is passed by reference: what is put into `value` is what the next one finds there. */
export interface Ref<T> {
  value: T;
}

/** One per call, null at its start, shared by the scripts in order; whatever JSON can hold. */
export type EventState = Ref<unknown>;

export interface LogOffHooks {
  /** Runs before the method. Cannot change its result. */
  BeforeLogOffWindowsUsersAsync?(
    associateIds: readonly number[],
    cancellationToken: AbortSignal,
    eventState: EventState,
  ): void | Promise<void>;
  /** Runs after the method; its caller waits. May replace `returnValue`. */
  AfterLogOffWindowsUsersAsync?(
    associateIds: readonly number[],
    cancellationToken: AbortSignal,
    returnValue: Ref<Promise<readonly LogOffOutcome[]>>,
    eventState: EventState,
  ): void | Promise<void>;
  /** Runs after the method, and nobody waits. What it does to `returnValue` is dropped. */
  AfterLogOffWindowsUsersAsyncAsync?(
    associateIds: readonly number[],
    cancellationToken: AbortSignal,
    returnValue: Ref<Promise<readonly LogOffOutcome[]>>,
    eventState: EventState,
  ): void | Promise<void>;
  /** Hears what one of the above threw. */
  OnError?(message: string): void | Promise<void>;
}

/** Gives a script its types: `export default defineHooks({ … })`. */
export function defineHooks(hooks: LogOffHooks): LogOffHooks {
  return hooks;
}

/** Thrown by a Before, it refuses the call, where the administrator has allowed that. */
export class Veto extends Error {
  override readonly name = "Veto";
}
