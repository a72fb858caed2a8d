import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { previewOrder } from "./preview-order";
import { requestOrder } from "./request-order";
import { countStatements } from "./testing/count-statements";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

async function costOf(hosts: number, sessionsPerHost: number) {
  const fleet = await makeFleet(db, hosts, sessionsPerHost);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  const targets = { kind: "hosts" as const, ids: [...fleet.hostIds] };
  let hash = "";
  const preview = await countStatements(db, async () => {
    hash = (await previewOrder(ctx, { targets })).hash;
  });
  const request = await countStatements(db, async () => {
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
