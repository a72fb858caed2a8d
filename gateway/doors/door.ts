import type { IncomingMessage } from "node:http";
import type { FoundApiToken } from "@/lib/auth/api-token";
import type { Permission } from "@/lib/domain/permission";
import type { Doors } from "./doors";
import type { Patience } from "./patience";

/** What a door is handed: somebody who may bring records, and a body that nobody has read yet. */
export interface DoorRequest {
  readonly method: string;
  readonly path: string;
  readonly message: IncomingMessage;
  readonly token: FoundApiToken;
  readonly doors: Doors;
  readonly now: Date;
  readonly patience: Patience;
}

export interface DoorAnswer {
  readonly status: number;
  /** Of a 200: JSON unless told otherwise. */
  readonly contentType?: string;
  readonly body: string | Buffer;
}

/** How a refusal looks to this door's clients. */
export type RefusalShape = "problem" | "elastic" | "otlp";

export interface Door {
  readonly methods: readonly string[];
  readonly refusals: RefusalShape;
  /** What a token must be for. */
  readonly permission: Permission;
  handle(request: DoorRequest): Promise<DoorAnswer> | DoorAnswer;
}
