import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ApiCaller, orderBody } from "../testing/api-caller";
import { makeApiFleet, makeToken } from "../testing/api-fleet";
import { startTestGateway } from "../testing/start-test-gateway";
import { call } from "../testing/test-agent";
import { API_ROUTES } from "./api-routes";

vi.setConfig({ testTimeout: 120_000 });

let api: ApiCaller;
beforeAll(async () => {
  api = await ApiCaller.start();
});
afterAll(() => api?.close());

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

test.each(API_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "%s: no token 401, another scope 403",
  async (_, route) => {
    const path = route.path.replace(/\{\w+\}/g, "1");
    const send = (token?: string) =>
      call(api.gateway.port, path, {
        method: route.method,
        ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
      });
    const none = await send();
    api.isProblem(none, 401);
    expect(none.headers["www-authenticate"]).toContain("Bearer");
    api.isProblem(await send(`cf_api_${"A".repeat(43)}`), 401);
    api.isProblem(await send(await makeToken(api.gateway, ["ingest"], "administrator")), 403);
  },
);

test("a role bounds a scope: an auditor's token logs nobody off, an operator's reads no trail", async () => {
  const { sessionIds } = await makeApiFleet(api.gateway);
  const auditor = await makeToken(api.gateway, ["read", "orders"], "auditor");
  api.isProblem(await api.post("/api/orders", orderBody(sessionIds), auditor), 403);
  api.isProblem(await api.get("/api/trail", api.orders), 403);
  expect((await api.get("/api/trail", auditor)).status).toBe(200);
});

test("a token that is revoked or over is none, at once", async () => {
  const token = await makeToken(api.gateway, ["read"]);
  expect((await api.get("/api/orders", token)).status).toBe(200);
  const last = await api.gateway.db.prisma.apiToken.findFirstOrThrow({ orderBy: { id: "desc" } });
  await api.gateway.db.prisma.apiToken.update({ where: { id: last.id }, data: { expiresAt: new Date(0) } });
  api.isProblem(await api.get("/api/orders", token), 401);
});

test("what is not understood is refused and names its field", async () => {
  const cases = [
    [await api.get("/api/orders/x"), 400, "orderId"],
    [await api.get("/api/orders/0"), 400, "orderId"],
    [await api.get("/api/orders/99999999999"), 400, "orderId"],
    [await api.get("/api/orders/2000000001"), 404],
    [await api.get("/api/orders?after=x"), 400, "after"],
    [await api.get("/api/orders?view=none"), 400, "view"],
    [await api.get("/api/orders?colour=red"), 400],
    [await api.get("/api/sessions?q=colour:red"), 400, "q"],
    [await api.get("/api/associates/2000000001"), 404],
    [await api.get("/api/associates/1/history?from=yesterday&until=today"), 400, "from"],
    [await api.get("/api/nothing"), 404],
    [await api.get("/api/%00"), 404],
    [await api.post("/api/orders/1", {}), 405],
    [await api.post("/api/orders", "{"), 400],
    [await api.post("/api/orders", null), 400],
    [await api.post("/api/orders", { ...orderBody(["1"]), reason: "" }), 400, "reason"],
    [await api.post("/api/orders", { ...orderBody(["0"]) }), 400, "targets.ids.0"],
    [await api.post("/api/orders", "x".repeat(1024 * 1024 + 1)), 413],
  ] as const;
  for (const [answer, status, field] of cases) api.isProblem(answer, status, field);
});
