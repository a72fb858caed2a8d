import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { cancelOrder } from "@/lib/services/cancel-order";
import { contextOf, operatorActor } from "@/lib/services/testing/make-fleet";
import { ApiCaller, orderBody } from "../testing/api-caller";
import { makeApiFleet } from "../testing/api-fleet";

vi.setConfig({ testTimeout: 120_000 });

let api: ApiCaller;
beforeAll(async () => {
  api = await ApiCaller.start();
});
afterAll(() => api?.close());

test("an order is watched as a stream of events until it is settled", async () => {
  const { sessionIds, operatorId } = await makeApiFleet(api.gateway);
  const made = (await api.post("/api/orders", orderBody(sessionIds))).json() as { orderId: number };
  const url = `http://127.0.0.1:${api.gateway.port}/api/orders/${made.orderId}/watch`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${api.read}` } });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  let text = "";
  for await (const chunk of answer.body ?? []) {
    const isFirst = text === "";
    text += Buffer.from(chunk).toString("utf8");
    if (isFirst) await cancelOrder(contextOf(api.gateway.db, operatorActor(operatorId)), made);
  }
  const events = text.split("\n\n").filter((event) => event.startsWith("event:"));
  expect(events[0]).toContain("event: order\n");
  expect(events.at(-1)).toContain("event: settled\n");
  expect(events.at(-1)).toContain('"cancelled":2');
});

test("a client that stops watching is forgotten", async () => {
  const { sessionIds } = await makeApiFleet(api.gateway);
  const made = (await api.post("/api/orders", orderBody(sessionIds))).json() as { orderId: number };
  const leave = new AbortController();
  const url = `http://127.0.0.1:${api.gateway.port}/api/orders/${made.orderId}/watch`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${api.read}` }, signal: leave.signal });
  const reader = answer.body?.getReader();
  await reader?.read();
  leave.abort();
  await expect(reader?.read()).rejects.toThrow();
  expect((await api.get(`/api/orders/${made.orderId}`)).status).toBe(200);
});
