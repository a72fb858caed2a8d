import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError, HTTP_STATUS } from "@/lib/domain/errors";
import { parseInput } from "@/lib/services/parse-input";
import type { Gateway } from "../gateway";
import { parseBody, readBody } from "../read-body";
import { Refusal } from "../refusal";
import { apiActor } from "./api-actor";
import type { ApiAnswer, ApiRoute } from "./api-route";
import { type FoundRoute, routesAt } from "./api-routes";
import { openApiDocument } from "./open-api";

const MAX_BODY_BYTES = 1024 * 1024;

/** Paths that belong to the REST API. The WebAPI's own lie under `/api/v1`. */
export function isApiPath(path: string): boolean {
  return path === "/openapi.json" || (/^\/api(\/|$)/.test(path) && !path.startsWith("/api/v1/"));
}

/** The edge of the REST API, and its one catch: whatever happens becomes problem+json. */
export async function runApi(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  response.on("error", () => gone.abort());
  try {
    const url = new URL(request.url ?? "/", "http://gateway");
    if (url.pathname === "/openapi.json") {
      requireMethod(request, response, ["GET"]);
      return sendJson(response, 200, openApiDocument());
    }
    const found = findRoute(request, response, url.pathname);
    const answer = await answerOf(gateway, found, request, url, gone.signal);
    if (answer.kind === "stream") return await sendStream(response, answer.events);
    const body = found.route.answer.parse(answer.body);
    sendJson(response, found.route.status, body, answer.headers);
  } catch (error) {
    sendProblem(gateway, request, response, error);
  }
}

async function answerOf(
  gateway: Gateway,
  { route, params }: FoundRoute,
  request: IncomingMessage,
  url: URL,
  gone: AbortSignal,
): Promise<ApiAnswer> {
  const now = new Date();
  const address = (request.socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
  const caller = { authorization: request.headers.authorization, address, now };
  const actor = await apiActor(gateway, caller, route.scope);
  const bytes = await readBody(request, route.body ? MAX_BODY_BYTES : 4_096);
  const call = {
    gateway,
    ctx: { actor, now, db: gateway.db },
    params: parseInput(route.params, params),
    query: parseInput(route.query, Object.fromEntries(url.searchParams)),
    body: route.body ? parseInput(route.body, parseBody(bytes)) : undefined,
    gone,
  };
  // Safe: the parts were parsed with the schemas that the handler's types come from.
  return route.handle(call as unknown as Parameters<ApiRoute["handle"]>[0]);
}

function findRoute(request: IncomingMessage, response: ServerResponse, path: string): FoundRoute {
  const there = routesAt(path);
  if (there.length === 0) throw new Refusal(404, "not_found", "There is nothing at this address.");
  const found = there.find(({ route }) => route.method === request.method);
  if (found) return found;
  requireMethod(
    request,
    response,
    there.map(({ route }) => route.method),
  );
  throw new Error("a method that is allowed has no route");
}

function requireMethod(request: IncomingMessage, response: ServerResponse, methods: readonly string[]): void {
  if (methods.includes(request.method ?? "")) return;
  const allowed = [...new Set(methods)].join(", ");
  response.setHeader("allow", allowed);
  throw new Refusal(405, "method_not_allowed", `This address answers ${allowed} only.`);
}

async function sendStream(response: ServerResponse, events: AsyncIterable<string>): Promise<void> {
  setHead(response, 200, "text/event-stream");
  response.setHeader("cache-control", "no-store, no-transform");
  response.flushHeaders();
  for await (const event of events) {
    if (response.destroyed) break;
    if (!response.write(event)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  type = "application/json",
): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  setHead(response, status, type);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("content-length", Buffer.byteLength(text));
  response.end(text);
}

function setHead(response: ServerResponse, status: number, type: string): void {
  response.statusCode = status;
  response.setHeader("content-type", type);
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
}

function sendProblem(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const path = (request.url ?? "/").split("?", 1)[0]?.slice(0, 200);
  const problem = problemOf(gateway, `${request.method} ${path}`, error);
  // A stream has begun with 200 already: only its end still tells that it went wrong.
  if (response.headersSent) return void response.destroy();
  if (!request.complete) response.setHeader("connection", "close");
  if (problem.status === 401) response.setHeader("www-authenticate", 'Bearer realm="Curfew"');
  sendJson(response, problem.status, problem, {}, "application/problem+json");
}

export interface ApiProblem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly field?: string;
}

/** What is told of an error, with its cause in the log alone. */
export function problemOf(gateway: Gateway, where: string, error: unknown): ApiProblem {
  if (error instanceof Refusal || (error instanceof DomainError && error.code !== "internal")) {
    const status = error instanceof Refusal ? error.status : HTTP_STATUS[error.code];
    const { code, message, field } = error;
    gateway.log("warn", "refused", { where, status, error: code, field, reason: message });
    const detail = message.slice(0, 1_024);
    const title = code.replaceAll("_", " ");
    return { type: "about:blank", title, status, detail, ...(field ? { field: field.slice(0, 256) } : {}) };
  }
  const reference = randomUUID();
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  gateway.log("error", "a request failed", { where, reference, cause });
  const detail = `Something went wrong here. Reference: ${reference}`;
  return { type: "about:blank", title: "internal", status: 500, detail };
}
