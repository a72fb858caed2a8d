import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "@/lib/domain/errors";
import { AfterOrderError } from "@/lib/services/associate-agent";
import { apiActor } from "../api/api-actor";
import { problemOf } from "../api/run-api";
import type { Gateway } from "../gateway";
import { readBody } from "../read-body";
import { Refusal } from "../refusal";
import { InvalidRequest, invalidRequestOf, webApiBody } from "./web-api-input";
import { WEB_API_METHODS, type WebApiAnswer, type WebApiMethod } from "./web-api-methods";
import type { WebApiCall } from "./web-api-path";

const MAX_BODY_BYTES = 1024 * 1024;

/** The edge of SuperOffice's WebAPI, and its one catch: refusals have its shapes. */
export async function runWebApi(
  gateway: Gateway,
  call: WebApiCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  response.on("error", () => gone.abort());
  try {
    send(response, await answerOf(gateway, call, request, response, gone.signal));
  } catch (error) {
    refuse(gateway, call, request, response, error);
  }
}

async function answerOf(
  gateway: Gateway,
  call: WebApiCall,
  request: IncomingMessage,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<WebApiAnswer> {
  const now = new Date();
  const address = (request.socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
  const { authorization } = request.headers;
  const actor = await apiActor(gateway, { authorization, address, now }, "webapi");
  const method = findMethod(call);
  // Looking at an address never does what it is the address of.
  if (request.method === "GET" && method.verb === "POST") return descriptionOf(method);
  if (request.method !== method.verb) {
    response.setHeader("allow", method.verb === "POST" ? "GET, POST" : "GET");
    throw new Refusal(405, "method_not_allowed", `This address answers ${method.verb} only.`);
  }
  const body = webApiBody(await readBody(request, MAX_BODY_BYTES));
  const url = new URL(request.url ?? "/", "http://gateway");
  return method.run({ gateway, ctx: { actor, now, db: gateway.db }, call, url, body, gone });
}

function findMethod(call: WebApiCall): WebApiMethod {
  const wanted = call.name.toLowerCase();
  const found = WEB_API_METHODS.find(
    ({ agent, name }) => agent === call.agent && name.toLowerCase() === wanted,
  );
  if (!found) throw new Refusal(404, "not_found", `There is no ${call.agent}/${call.name} here.`);
  return found;
}

function descriptionOf({ agent, name, summary, parameters, verb }: WebApiMethod): WebApiAnswer {
  const parts = Object.entries(parameters).map(([parameter, meaning]) => ({
    Name: parameter,
    Type: meaning,
  }));
  return {
    status: 200,
    body: { Agent: agent, Method: name, Summary: summary, HttpMethod: verb, Parameters: parts },
  };
}

function send(response: ServerResponse, { status, body, headers = {} }: WebApiAnswer): void {
  if (response.destroyed) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status === 204) {
    setHead(response, 204);
    response.end();
  } else sendBody(response, status, body);
}

function sendBody(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  setHead(response, status);
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(text));
  response.end(text);
}

function setHead(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
}

const CHALLENGES = ['Bearer realm="Curfew"', 'Basic realm="Curfew"', "SOTicket"];

function refuse(
  gateway: Gateway,
  call: WebApiCall,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const where = `${request.method} ${call.agent}/${call.name}`;
  if (!request.complete) response.setHeader("connection", "close");
  const invalid = asInvalid(error);
  if (response.destroyed) {
    gateway.log("info", "a call was cancelled", { where, what: error instanceof Error ? error.message : "" });
    return;
  }
  if (invalid) {
    gateway.log("warn", "refused", { where, status: 400, reason: invalid.detail });
    const detail = invalid.detail.slice(0, 1_024);
    sendBody(response, 400, { Message: "The request is invalid.", MessageDetail: detail });
    return;
  }
  if (error instanceof AfterOrderError) response.setHeader("curfew-order", String(error.orderId));
  const { status, title, detail } = problemOf(gateway, where, error);
  if (status === 401) response.setHeader("www-authenticate", CHALLENGES);
  const words = { Error: true, ErrorType: title, ErrorMessage: detail, ErrorSource: `${call.agent}Agent` };
  sendBody(response, status, words);
}

function asInvalid(error: unknown): InvalidRequest | null {
  if (error instanceof InvalidRequest) return error;
  if (error instanceof DomainError && error.code === "invalid_input") return invalidRequestOf(error);
  if (error instanceof Refusal && error.status === 400) return new InvalidRequest(error.message);
  return null;
}
