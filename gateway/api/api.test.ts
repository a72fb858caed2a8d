import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { cancelOrder } from "@/lib/services/cancel-order";
import { contextOf, operatorActor } from "@/lib/services/testing/make-fleet";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { makeApiFleet, makeToken } from "../testing/api-fleet";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";
import { type Answer, call } from "../testing/test-agent";
import { API_ROUTES } from "./api-routes";

vi.setConfig({ testTimeout: 120_000 });

let gateway: TestGateway;
let read: string;
let orders: string;
let document: OpenApi;
beforeAll(async () => {
  gateway = await startTestGateway();
  read = await makeToken(gateway, ["read"], "administrator");
  orders = await makeToken(gateway, ["read", "orders"]);
  document = (await call(gateway.port, "/openapi.json", { method: "GET" })).json() as OpenApi;
});
afterAll(() => gateway.close());

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>;
}
interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: { readonly Problem: object } };
}

const get = (path: string, token = read) =>
  call(gateway.port, path, { method: "GET", headers: { authorization: `Bearer ${token}` } });
const post = (path: string, body: unknown, token = orders) =>
  call(gateway.port, path, {
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { authorization: `Bearer ${token}` },
  });
const orderBody = (ids: readonly string[]) => ({
  requestKey: randomUUID(),
  targets: { kind: "sessions", ids },
  reason: "stuck client",
});

/** The answer as the document promises it, by the document alone. */
function keepsToDocument(method: string, pattern: string, answer: Answer): unknown {
  const operation = document.paths[pattern]?.[method];
  const schema = operation?.responses[answer.status]?.content["application/json"]?.schema;
  expect(schema, `${method} ${pattern} ${answer.status}: ${answer.text.slice(0, 300)}`).toBeDefined();
  const body = answer.json();
  const parsed = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(body);
  expect(parsed.error?.issues ?? []).toEqual([]);
  return body;
}

function isProblem(answer: Answer, status: number, field?: string): void {
  expect([answer.status, answer.headers["content-type"]]).toEqual([status, "application/problem+json"]);
  const problem = document.components.schemas.Problem as Parameters<typeof z.fromJSONSchema>[0];
  expect(z.fromJSONSchema(problem).safeParse(answer.json()).success).toBe(true);
  if (field !== undefined) expect(answer.json()).toMatchObject({ field });
}

test("the document has every route, with its parameters, and no other", () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(API_ROUTES.map((route) => `${route.method} ${route.path}`).sort());
  const targets = document.paths["/api/orders/{orderId}/targets"]?.get?.parameters;
  expect(targets?.map((one) => `${one.in} ${one.name}`)).toEqual([
    "path orderId",
    "query filter",
    "query after",
  ]);
});

test("an order is asked for, watched, read and cancelled; every answer is as the document says", async () => {
  const { sessionIds, associateIds } = await makeApiFleet(gateway, 3);
  const body = orderBody(sessionIds);
  const made = keepsToDocument("post", "/api/orders", await post("/api/orders", body)) as { orderId: number };
  const again = (await post("/api/orders", body)).json() as { orderId: number };
  expect(again.orderId).toBe(made.orderId);
  const at = `/api/orders/${made.orderId}`;

  const order = keepsToDocument("get", "/api/orders/{orderId}", await get(at)) as { version: string };
  expect(order).toMatchObject({ id: made.orderId, targets: 3, settledAt: null });
  keepsToDocument("get", "/api/orders", await get("/api/orders?view=open"));
  const settled = untilSettled(at, order.version);
  const targets = keepsToDocument("get", "/api/orders/{orderId}/targets", await get(`${at}/targets`));
  expect((targets as { rows: unknown[] }).rows).toHaveLength(3);

  const done = keepsToDocument("post", "/api/orders/{orderId}/cancel", await post(`${at}/cancel`, ""));
  expect(done).toEqual({ orderId: made.orderId, cancelled: 3, tooLate: 0 });
  expect((await settled).states).toEqual({ cancelled: 3 });
  isProblem(await post(`${at}/cancel`, ""), 409);

  keepsToDocument("get", "/api/sessions", await get("/api/sessions"));
  const [id] = associateIds;
  keepsToDocument("get", "/api/associates", await get("/api/associates?on=now"));
  keepsToDocument("get", "/api/associates/{associateId}", await get(`/api/associates/${id}`));
  const window = "from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z";
  const history = await get(`/api/associates/${id}/history?${window}`);
  keepsToDocument("get", "/api/associates/{associateId}/history", history);
  const trail = keepsToDocument("get", "/api/trail", await get(`/api/trail?subject=order:${made.orderId}`));
  expect((trail as { rows: { name: string }[] }).rows.map((row) => row.name)).toEqual([
    "order.cancel",
    "order.request",
  ]);
});

test("the history of an associate and of a host: page by page, and what is not there is not found", async () => {
  const { db } = gateway;
  const place = await seedHost(db, "TS-API", when("2026-05-01T00:00:00Z"));
  const person = await seedPerson(db, "api.history");
  const begins = Array.from({ length: 60 }, (_, n) => Date.parse("2026-05-02T00:00:00Z") + n * 7_200_000);
  for (const at of begins) await seedSession(db, place, person, new Date(at), new Date(at + 3_600_000));
  const window = "from=2026-05-01T00:00:00Z&until=2026-06-01T00:00:00Z";
  for (const [pattern, at] of [
    ["/api/associates/{associateId}/history", `/api/associates/${person.associateId}/history`],
    ["/api/hosts/{hostId}/history", `/api/hosts/${place.hostId}/history`],
  ] as const) {
    const seen: (string | null)[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const answer = await get(`${at}?${window}&after=${next}`);
      const told = keepsToDocument("get", pattern, answer) as {
        rows: { startedAt: string | null; hostName: string }[];
        next: string | null;
      };
      seen.push(...told.rows.map(({ startedAt }) => startedAt));
      next = told.next;
    }
    expect(seen).toEqual(begins.map((begin) => new Date(begin).toISOString()).reverse());
  }
  isProblem(await get(`/api/hosts/2000000001/history?${window}`), 404);
  isProblem(await get("/api/hosts/1/history?from=yesterday&until=today"), 400, "from");
  isProblem(await get(`/api/hosts/x/history?${window}`), 400, "hostId");
});

test("imports are listed page by page, and each is read with its files", async () => {
  const { db } = gateway;
  const createdBy = { kind: "operator", operatorId: 1, name: "i.port", role: "operator" };
  const createdAt = new Date("2026-05-01T00:00:00Z");
  const facts = { source: "web", createdBy, createdAt, touchedAt: createdAt };
  const ids: number[] = [];
  for (let n = 0; n < 53; n++) {
    const made = await db.prisma.import.create({ data: { ...facts, state: n === 0 ? "committed" : "open" } });
    ids.unshift(made.id);
  }
  const last = ids.at(-1) ?? 0;
  await db.prisma.import.update({
    where: { id: last },
    data: { counts: { added: 5, duplicates: 1, rejected: 2 }, committedAt: createdAt },
  });
  const file = { name: "Security.evtx", bytes: 4096n, state: "read" };
  await db.prisma.importFile.create({ data: { ...file, importId: last } });

  const seen: number[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const told = keepsToDocument("get", "/api/imports", await get(`/api/imports?after=${next}`)) as {
      rows: { id: number }[];
      next: string | null;
    };
    seen.push(...told.rows.map(({ id }) => id));
    next = told.next;
  }
  expect(seen).toEqual(ids);
  const one = keepsToDocument("get", "/api/imports/{importId}", await get(`/api/imports/${last}`));
  expect(one).toMatchObject({
    state: "committed",
    createdBy: "i.port",
    counts: { added: 5 },
    files: [{ name: "Security.evtx", bytes: 4096, state: "read" }],
  });
  isProblem(await get("/api/imports/2000000001"), 404);
  isProblem(await get("/api/imports?after=x"), 400, "after");
});

test("whoever shows wrong tokens again and again is slowed; a right one of the same address is not", async () => {
  const other = await startTestGateway();
  try {
    const right = await makeToken(other, ["read"]);
    const ask = (token: string) =>
      call(other.port, "/api/orders", { method: "GET", headers: { authorization: `Bearer ${token}` } });
    const wrong = `cf_api_${"A".repeat(43)}`;
    for (let n = 0; n < 20; n++) expect((await ask(wrong)).status).toBe(401);
    let isAnswered = false;
    const slow = ask(wrong).then((answer) => {
      isAnswered = true;
      return answer;
    });
    expect((await ask(right)).status).toBe(200);
    expect(isAnswered).toBe(false);
    expect((await slow).status).toBe(401);
  } finally {
    await other.close();
  }
});

/** By long polls alone: each is answered when the order has changed. */
async function untilSettled(at: string, version: string) {
  for (let was = version; ; ) {
    const answer = await get(`${at}?wait=20&was=${was}`);
    const order = answer.json() as { version: string; settledAt: string | null; states: object };
    if (order.settledAt !== null) return order;
    was = order.version;
  }
}

test("associates are logged off with an outcome for each", async () => {
  const { associateIds } = await makeApiFleet(gateway);
  await gateway.db.prisma.liveSession.deleteMany({ where: { associateId: associateIds[1] ?? 0 } });
  const answer = await post("/api/associates/log-off", { associateIds, reason: "licences", ticket: "INC-7" });
  const body = keepsToDocument("post", "/api/associates/log-off", answer);
  expect(body).toMatchObject({ outcomes: [{ outcome: "ordered" }, { outcome: "not_logged_on" }] });
  isProblem(await post("/api/associates/log-off", { associateIds }), 400, "reason");
  isProblem(
    await post("/api/associates/log-off", { associateIds: [2_000_000_001], reason: "x" }),
    400,
    "associateIds.0",
  );
});

test("pages follow one another without a gap or a repetition", async () => {
  const { hostIds } = await makeApiFleet(gateway, 130);
  const host = await gateway.db.prisma.host.findUniqueOrThrow({ where: { id: hostIds[0] ?? 0 } });
  const seen: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const q = encodeURIComponent(`host:${host.name}`);
    const page: { rows: { id: string }[]; next: string | null } = (
      await get(`/api/sessions?q=${q}&after=${encodeURIComponent(next)}`)
    ).json() as never;
    seen.push(...page.rows.map(({ id }) => id));
    next = page.next;
  }
  expect(seen).toHaveLength(130);
  expect(new Set(seen).size).toBe(130);
});

test("an order is watched as a stream of events until it is settled", async () => {
  const { sessionIds, operatorId } = await makeApiFleet(gateway);
  const made = (await post("/api/orders", orderBody(sessionIds))).json() as { orderId: number };
  const url = `http://127.0.0.1:${gateway.port}/api/orders/${made.orderId}/watch`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${read}` } });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  let text = "";
  for await (const chunk of answer.body ?? []) {
    const isFirst = text === "";
    text += Buffer.from(chunk).toString("utf8");
    if (isFirst) await cancelOrder(contextOf(gateway.db, operatorActor(operatorId)), made);
  }
  const events = text.split("\n\n").filter((event) => event.startsWith("event:"));
  expect(events[0]).toContain("event: order\n");
  expect(events.at(-1)).toContain("event: settled\n");
  expect(events.at(-1)).toContain('"cancelled":2');
});

test("a client that stops watching is forgotten", async () => {
  const { sessionIds } = await makeApiFleet(gateway);
  const made = (await post("/api/orders", orderBody(sessionIds))).json() as { orderId: number };
  const leave = new AbortController();
  const url = `http://127.0.0.1:${gateway.port}/api/orders/${made.orderId}/watch`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${read}` }, signal: leave.signal });
  const reader = answer.body?.getReader();
  await reader?.read();
  leave.abort();
  await expect(reader?.read()).rejects.toThrow();
  expect((await get(`/api/orders/${made.orderId}`)).status).toBe(200);
});

test.each(API_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "%s: no token 401, another scope 403",
  async (_, route) => {
    const path = route.path.replace(/\{\w+\}/g, "1");
    const send = (token?: string) =>
      call(gateway.port, path, {
        method: route.method,
        ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
      });
    const none = await send();
    isProblem(none, 401);
    expect(none.headers["www-authenticate"]).toContain("Bearer");
    isProblem(await send(`cf_api_${"A".repeat(43)}`), 401);
    isProblem(await send(await makeToken(gateway, ["ingest"], "administrator")), 403);
  },
);

test("a role bounds a scope: an auditor's token logs nobody off, an operator's reads no trail", async () => {
  const { sessionIds } = await makeApiFleet(gateway);
  const auditor = await makeToken(gateway, ["read", "orders"], "auditor");
  isProblem(await post("/api/orders", orderBody(sessionIds), auditor), 403);
  isProblem(await get("/api/trail", orders), 403);
  expect((await get("/api/trail", auditor)).status).toBe(200);
});

test("a token that is revoked or over is none, at once", async () => {
  const token = await makeToken(gateway, ["read"]);
  expect((await get("/api/orders", token)).status).toBe(200);
  const last = await gateway.db.prisma.apiToken.findFirstOrThrow({ orderBy: { id: "desc" } });
  await gateway.db.prisma.apiToken.update({ where: { id: last.id }, data: { expiresAt: new Date(0) } });
  isProblem(await get("/api/orders", token), 401);
});

test("what is not understood is refused and names its field", async () => {
  const cases = [
    [await get("/api/orders/x"), 400, "orderId"],
    [await get("/api/orders/0"), 400, "orderId"],
    [await get("/api/orders/99999999999"), 400, "orderId"],
    [await get("/api/orders/2000000001"), 404],
    [await get("/api/orders?after=x"), 400, "after"],
    [await get("/api/orders?view=none"), 400, "view"],
    [await get("/api/orders?colour=red"), 400],
    [await get("/api/sessions?q=colour:red"), 400, "q"],
    [await get("/api/associates/2000000001"), 404],
    [await get("/api/associates/1/history?from=yesterday&until=today"), 400, "from"],
    [await get("/api/nothing"), 404],
    [await get("/api/%00"), 404],
    [await post("/api/orders/1", {}), 405],
    [await post("/api/orders", "{"), 400],
    [await post("/api/orders", null), 400],
    [await post("/api/orders", { ...orderBody(["1"]), reason: "" }), 400, "reason"],
    [await post("/api/orders", { ...orderBody(["0"]) }), 400, "targets.ids.0"],
    [await post("/api/orders", "x".repeat(1024 * 1024 + 1)), 413],
  ] as const;
  for (const [answer, status, field] of cases) isProblem(answer, status, field);
});
