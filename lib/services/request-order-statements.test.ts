import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { previewOrder } from "./preview-order";
import { requestOrder } from "./request-order";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

/** Every statement that reaches the server while `work` runs. */
async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const client = await db.pool.connect();
  const query = vi.spyOn(Object.getPrototypeOf(client), "query");
  client.release();
  try {
    await work();
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}

async function costOf(hosts: number, sessionsPerHost: number) {
  const fleet = await makeFleet(db, hosts, sessionsPerHost);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  const targets = { kind: "hosts" as const, ids: [...fleet.hostIds] };
  let hash = "";
  const preview = await countStatements(async () => {
    hash = (await previewOrder(ctx, { targets })).hash;
  });
  const request = await countStatements(async () => {
    const asked = { requestKey: randomUUID(), targets, reason: "The hosts are replaced", previewHash: hash };
    expect((await requestOrder(ctx, asked)).targets).toBe(hosts * sessionsPerHost);
  });
  return { preview, request };
}

test("two hundred targets take no more statements than one", async () => {
  await costOf(1, 1);
  const one = await costOf(1, 1);
  expect(one.preview).toBeGreaterThan(3);
  expect(one.request).toBeGreaterThan(8);
  expect(await costOf(4, 50)).toEqual(one);
});
