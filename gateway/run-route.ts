import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError, HTTP_STATUS } from "@/lib/domain/errors";
import type { Problem } from "@/lib/protocol/messages";
import { isApiPath, runApi } from "./api/run-api";
import { findDoor } from "./doors/find-door";
import { runDoor } from "./doors/run-door";
import type { Gateway, Route, RouteAnswer } from "./gateway";
import { readBody } from "./read-body";
import { Refusal } from "./refusal";
import { ROUTES } from "./routes";
import { runWebApi } from "./web-api/run-web-api";
import { webApiCall } from "./web-api/web-api-path";

const GONE = "the client has gone";

/** The one catch of this edge: whatever happens becomes an answer in words, and its cause a line in the log. */
export async function runRoute(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = "/"] = (request.url ?? "/").split("?", 1);
  const call = webApiCall(path);
  if (call) return runWebApi(gateway, call, request, response);
  if (isApiPath(path)) return runApi(gateway, request, response);
  const door = findDoor(path);
  if (door) return runDoor(gateway, door, request, response);
  const gone = new AbortController();
  const leave = () => {
    // A reason of our own: making the usual one, with its stack, would cost more than many a request.
    if (!response.writableFinished) gone.abort(GONE);
  };
  response.on("close", leave);
  response.on("error", leave);
  const method = request.method ?? "GET";
  let answer: RouteAnswer;
  try {
    const route = findRoute(method, path, response);
    answer = await route.handle(gateway, {
      method,
      path,
      headers: request.headers,
      body: await readBody(request, route.maxBodyBytes),
      address: (request.socket.remoteAddress ?? "unknown").replace(/^::ffff:/, ""),
      now: new Date(),
      gone: gone.signal,
      beginAnswer: () => beginAnswer(response, 200),
    });
  } catch (error) {
    answer = refusal(gateway, error, `${method} ${path.slice(0, 200)}`);
  }
  if (gone.signal.aborted) return;
  // The head says 200 already: only a broken connection still tells that it went wrong.
  if (response.headersSent && answer.status !== 200) {
    response.destroy();
    return;
  }
  if (!request.complete) response.setHeader("connection", "close");
  if (answer.file) response.setHeader("content-type", answer.file.type);
  beginAnswer(response, answer.status, answer.file?.content ?? JSON.stringify(answer.body));
}

function beginAnswer(response: ServerResponse, status: number, body?: string | Buffer): void {
  if (!response.headersSent) {
    response.statusCode = status;
    const type = status >= 400 ? "application/problem+json" : "application/json";
    if (!response.hasHeader("content-type")) response.setHeader("content-type", type);
    response.setHeader("cache-control", "no-store");
    response.setHeader("x-content-type-options", "nosniff");
    if (body === undefined) response.flushHeaders();
    else response.setHeader("content-length", Buffer.byteLength(body));
  }
  if (body !== undefined) response.end(body);
}

function findRoute(method: string, path: string, response: ServerResponse): Route {
  const atPath = ROUTES.filter((route) => route.path === path);
  const [first] = atPath;
  if (!first) throw new Refusal(404, "not_found", "There is nothing at this address.");
  const route = atPath.find((candidate) => candidate.method === method);
  if (route) return route;
  const allowed = atPath.map((candidate) => candidate.method).join(", ");
  response.setHeader("allow", allowed);
  throw new Refusal(405, "method_not_allowed", `This address answers ${allowed} only.`);
}

function refusal(gateway: Gateway, error: unknown, where: string): RouteAnswer {
  if (error instanceof Refusal) return told(gateway, where, error.status, error.code, error);
  if (error instanceof DomainError && error.code !== "internal") {
    return told(gateway, where, HTTP_STATUS[error.code], error.code, error);
  }
  const reference = randomUUID();
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  gateway.log("error", "a request failed", { where, reference, cause });
  if (isDatabaseAway(error)) {
    const message = "The database does not answer: ask again later.";
    return { status: 503, body: { error: "unavailable", message } satisfies Problem };
  }
  const message = `Something went wrong here. Reference: ${reference}`;
  return { status: 500, body: { error: "internal", message } satisfies Problem };
}

function told(
  gateway: Gateway,
  where: string,
  status: number,
  code: string,
  { message, field }: { readonly message: string; readonly field?: string | undefined },
): RouteAnswer {
  gateway.log("warn", "refused", { where, status, error: code, field, reason: message });
  const body: Problem = {
    error: code,
    message: message.slice(0, 1_024),
    ...(field ? { field: field.slice(0, 256) } : {}),
  };
  return { status, body };
}

const AWAY =
  /ECONNREFUSED|ECONNRESET|ENOENT|57P0[123]|P1001|P1017|P2024|P2028|terminated unexpectedly|Can't reach/;

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return AWAY.test(code) || AWAY.test(error.message);
}
