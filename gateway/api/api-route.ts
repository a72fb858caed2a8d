import type { z } from "zod";
import type { ApiScope } from "@/lib/domain/api-scope";
import type { Context } from "@/lib/services/context";
import type { Gateway } from "../gateway";

export interface ApiCall<Params, Query, Body> {
  readonly gateway: Gateway;
  readonly ctx: Context;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Fires when the client has gone. */
  readonly gone: AbortSignal;
}

export type ApiAnswer =
  | { readonly kind: "json"; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Server-sent events, as long as they come. */
  | { readonly kind: "stream"; readonly events: AsyncIterable<string> };

interface Shape<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType> {
  readonly method: "GET" | "POST";
  /** `/api/orders/{orderId}` */
  readonly path: string;
  readonly scope: ApiScope;
  /** A short sentence for the document. */
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  /** Null where the request has no body. */
  readonly body: Body | null;
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
  /** The answer is a stream of events with this data. */
  readonly isStream?: boolean;
  handle(call: ApiCall<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<ApiAnswer>;
}

/** A route whose types its own schemas give. */
export type ApiRoute = Omit<Shape<z.ZodObject, z.ZodObject, z.ZodType>, "handle"> & {
  handle(call: ApiCall<never, never, never>): Promise<ApiAnswer>;
};

export function apiRoute<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  shape: Shape<Params, Query, Body>,
): ApiRoute {
  return shape as ApiRoute;
}

export function json(body: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { kind: "json", body, headers };
}
