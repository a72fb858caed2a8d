import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { makeToken } from "./api-fleet";
import { startTestGateway, type TestGateway } from "./start-test-gateway";
import { type Answer, call } from "./test-agent";

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>;
}
interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: { readonly Problem: object } };
}
type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/** A gateway, tokens for it, and its own description of what it answers. */
export class ApiCaller {
  readonly gateway: TestGateway;
  readonly document: OpenApi;
  /** Of an administrator, who may read and nothing else. */
  readonly read: string;
  readonly orders: string;

  private constructor(gateway: TestGateway, document: OpenApi, read: string, orders: string) {
    this.gateway = gateway;
    this.document = document;
    this.read = read;
    this.orders = orders;
  }

  static async start(): Promise<ApiCaller> {
    const gateway = await startTestGateway();
    const read = await makeToken(gateway, ["read"], "administrator");
    const orders = await makeToken(gateway, ["read", "orders"]);
    const described = await call(gateway.port, "/openapi.json", { method: "GET" });
    return new ApiCaller(gateway, described.json() as OpenApi, read, orders);
  }

  close(): Promise<void> {
    return this.gateway.close();
  }

  get(path: string, token = this.read): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}` };
    return call(this.gateway.port, path, { method: "GET", headers });
  }

  post(path: string, body: unknown, token = this.orders): Promise<Answer> {
    return call(this.gateway.port, path, {
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { authorization: `Bearer ${token}` },
    });
  }

  /** The answer as the document promises it, by the document alone. */
  keepsToDocument(method: string, pattern: string, answer: Answer): unknown {
    const operation = this.document.paths[pattern]?.[method];
    const schema = operation?.responses[answer.status]?.content["application/json"]?.schema;
    expect(schema, `${method} ${pattern} ${answer.status}: ${answer.text.slice(0, 300)}`).toBeDefined();
    const body = answer.json();
    expect(z.fromJSONSchema(schema as JsonSchema).safeParse(body).error?.issues ?? []).toEqual([]);
    return body;
  }

  isProblem(answer: Answer, status: number, field?: string): void {
    expect([answer.status, answer.headers["content-type"]]).toEqual([status, "application/problem+json"]);
    const problem = this.document.components.schemas.Problem as JsonSchema;
    expect(z.fromJSONSchema(problem).safeParse(answer.json()).success).toBe(true);
    if (field !== undefined) expect(answer.json()).toMatchObject({ field });
  }
}

export function orderBody(ids: readonly string[]) {
  return { requestKey: randomUUID(), targets: { kind: "sessions", ids }, reason: "stuck client" };
}
