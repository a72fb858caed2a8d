import type { Context } from "@/lib/services/context";
import type { Scripting } from "@/lib/services/hook-call";
import type { openAlertKey, openCommandKey } from "./command-key";
import type { Doors } from "./doors/doors";
import type { Log } from "./log";
import type { OrderChanges } from "./order-changes";
import type { WaitingAgents } from "./waiting-agents";

/** What every route is handed. */
export interface Gateway {
  readonly db: Context["db"];
  readonly commandKey: ReturnType<typeof openCommandKey>;
  readonly alertKey: ReturnType<typeof openAlertKey>;
  readonly waiting: WaitingAgents;
  readonly orderChanges: OrderChanges;
  /** The administrator's scripts. */
  readonly scripting: Scripting;
  readonly doors: Doors;
  readonly log: Log;
  readonly isStopping: () => boolean;
}

export interface RouteRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Of the peer itself: what a proxy claims is not believed. */
  readonly address: string;
  readonly now: Date;
  /** Fires when the client has gone. */
  readonly gone: AbortSignal;
  /** Sends the head of a 200 now and the body later, so that the client knows that it was heard. */
  beginAnswer(): void;
}

export interface RouteAnswer {
  readonly status: number;
  readonly body: unknown;
  /** In the place of the body: bytes as they are. */
  readonly file?: { readonly type: string; readonly content: Buffer };
}

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly maxBodyBytes: number;
  handle(gateway: Gateway, request: RouteRequest): Promise<RouteAnswer>;
}
