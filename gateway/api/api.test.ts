import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { ApiCaller, orderBody } from "../testing/api-caller";
import { makeApiFleet } from "../testing/api-fleet";
import { API_ROUTES } from "./api-routes";

vi.setConfig({ testTimeout: 120_000 });

let api: ApiCaller;
beforeAll(async () => {
  api = await ApiCaller.start();
});
afterAll(() => api?.close());

test("the document has every route, with its parameters, and no other", () => {
  const described = Object.entries(api.document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(API_ROUTES.map((route) => `${route.method} ${route.path}`).sort());
  const targets = api.document.paths["/api/orders/{orderId}/targets"]?.get?.parameters;
  expect(targets?.map((one) => `${one.in} ${one.name}`)).toEqual([
    "path orderId",
    "query filter",
    "query after",
  ]);
});

test("an order is asked for, watched, read and cancelled; every answer is as the document says", async () => {
  const { sessionIds, associateIds } = await makeApiFleet(api.gateway, 3);
  const body = orderBody(sessionIds);
  const made = api.keepsToDocument("post", "/api/orders", await api.post("/api/orders", body)) as {
    orderId: number;
  };
  const again = (await api.post("/api/orders", body)).json() as { orderId: number };
  expect(again.orderId).toBe(made.orderId);
  const at = `/api/orders/${made.orderId}`;

  const order = api.keepsToDocument("get", "/api/orders/{orderId}", await api.get(at)) as { version: string };
  expect(order).toMatchObject({ id: made.orderId, targets: 3, settledAt: null });
  api.keepsToDocument("get", "/api/orders", await api.get("/api/orders?view=open"));
  const settled = untilSettled(at, order.version);
  const targets = api.keepsToDocument("get", "/api/orders/{orderId}/targets", await api.get(`${at}/targets`));
  expect((targets as { rows: unknown[] }).rows).toHaveLength(3);

  const done = api.keepsToDocument(
    "post",
    "/api/orders/{orderId}/cancel",
    await api.post(`${at}/cancel`, ""),
  );
  expect(done).toEqual({ orderId: made.orderId, cancelled: 3, tooLate: 0 });
  expect((await settled).states).toEqual({ cancelled: 3 });
  api.isProblem(await api.post(`${at}/cancel`, ""), 409);

  api.keepsToDocument("get", "/api/sessions", await api.get("/api/sessions"));
  const [id] = associateIds;
  api.keepsToDocument("get", "/api/associates", await api.get("/api/associates?on=now"));
  api.keepsToDocument("get", "/api/associates/{associateId}", await api.get(`/api/associates/${id}`));
  const window = "from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z";
  const history = await api.get(`/api/associates/${id}/history?${window}`);
  api.keepsToDocument("get", "/api/associates/{associateId}/history", history);
  const trail = api.keepsToDocument(
    "get",
    "/api/trail",
    await api.get(`/api/trail?subject=order:${made.orderId}`),
  );
  expect((trail as { rows: { name: string }[] }).rows.map((row) => row.name)).toEqual([
    "order.cancel",
    "order.request",
  ]);
});

/** By long polls alone: each is answered when the order has changed. */
async function untilSettled(at: string, version: string) {
  for (let was = version; ; ) {
    const answer = await api.get(`${at}?wait=20&was=${was}`);
    const order = answer.json() as { version: string; settledAt: string | null; states: object };
    if (order.settledAt !== null) return order;
    was = order.version;
  }
}

test("the history of an associate and of a host: page by page, and what is not there is not found", async () => {
  const { db } = api.gateway;
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
      const answer = await api.get(`${at}?${window}&after=${next}`);
      const told = api.keepsToDocument("get", pattern, answer) as {
        rows: { startedAt: string | null; hostName: string }[];
        next: string | null;
      };
      seen.push(...told.rows.map(({ startedAt }) => startedAt));
      next = told.next;
    }
    expect(seen).toEqual(begins.map((begin) => new Date(begin).toISOString()).reverse());
  }
  api.isProblem(await api.get(`/api/hosts/2000000001/history?${window}`), 404);
  api.isProblem(await api.get("/api/hosts/1/history?from=yesterday&until=today"), 400, "from");
  api.isProblem(await api.get(`/api/hosts/x/history?${window}`), 400, "hostId");
});

test("imports are listed page by page, and each is read with its files", async () => {
  const { db } = api.gateway;
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
    const told = api.keepsToDocument("get", "/api/imports", await api.get(`/api/imports?after=${next}`)) as {
      rows: { id: number }[];
      next: string | null;
    };
    seen.push(...told.rows.map(({ id }) => id));
    next = told.next;
  }
  expect(seen).toEqual(ids);
  const one = api.keepsToDocument("get", "/api/imports/{importId}", await api.get(`/api/imports/${last}`));
  expect(one).toMatchObject({
    state: "committed",
    createdBy: "i.port",
    counts: { added: 5 },
    files: [{ name: "Security.evtx", bytes: 4096, state: "read" }],
  });
  api.isProblem(await api.get("/api/imports/2000000001"), 404);
  api.isProblem(await api.get("/api/imports?after=x"), 400, "after");
});

test("associates are logged off with an outcome for each", async () => {
  const { associateIds } = await makeApiFleet(api.gateway);
  await api.gateway.db.prisma.liveSession.deleteMany({ where: { associateId: associateIds[1] ?? 0 } });
  const answer = await api.post("/api/associates/log-off", {
    associateIds,
    reason: "licences",
    ticket: "INC-7",
  });
  const body = api.keepsToDocument("post", "/api/associates/log-off", answer);
  expect(body).toMatchObject({ outcomes: [{ outcome: "ordered" }, { outcome: "not_logged_on" }] });
  api.isProblem(await api.post("/api/associates/log-off", { associateIds }), 400, "reason");
  api.isProblem(
    await api.post("/api/associates/log-off", { associateIds: [2_000_000_001], reason: "x" }),
    400,
    "associateIds.0",
  );
});

test("pages follow one another without a gap or a repetition", async () => {
  const { hostIds } = await makeApiFleet(api.gateway, 130);
  const host = await api.gateway.db.prisma.host.findUniqueOrThrow({ where: { id: hostIds[0] ?? 0 } });
  const seen: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const q = encodeURIComponent(`host:${host.name}`);
    const page: { rows: { id: string }[]; next: string | null } = (
      await api.get(`/api/sessions?q=${q}&after=${encodeURIComponent(next)}`)
    ).json() as never;
    seen.push(...page.rows.map(({ id }) => id));
    next = page.next;
  }
  expect(seen).toHaveLength(130);
  expect(new Set(seen).size).toBe(130);
});
