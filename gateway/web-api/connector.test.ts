import { afterAll, beforeAll, expect, test } from "vitest";
import { logOffThere } from "@/lib/services/superoffice/log-off-there";
import { SuperOfficeClient } from "@/lib/services/superoffice/superoffice-client";
import { syncSuperOffice } from "@/lib/services/superoffice/sync-superoffice";
import { contextOf, operatorActor } from "@/lib/services/testing/make-fleet";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { makeApiFleet, makeToken } from "../testing/api-fleet";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";

let gateway: TestGateway;
let here: TestDatabase;
beforeAll(async () => {
  gateway = await startTestGateway();
  here = await makeTestDatabase();
});
afterAll(async () => {
  await gateway.close();
  await here.drop();
});

test("our connector reads our own endpoint, and finds that a 204 has not ended a session yet", async () => {
  const { associateIds } = await makeApiFleet(gateway, 3);
  for (const id of associateIds) {
    const data = { key: `S-1-5-21-9-9-9-${id}`, domain: "CORP", name: `p${id}`, createdAt: new Date() };
    await gateway.db.prisma.account.create({ data: { ...data, associateId: id } });
  }
  const url = `http://127.0.0.1:${gateway.port}/Cust1`;
  const client = new SuperOfficeClient({
    url,
    authorization: `SOTicket ${await makeToken(gateway, ["webapi"])}`,
  });
  const admin = contextOf(here, operatorActor(1, "administrator"));
  const counts = await syncSuperOffice(admin, "curfew/Cust1", client);
  expect(counts).toEqual({ read: 3, linked: 3, created: 3, withoutSid: 0, ambiguous: 0 });
  const accounts = await here.prisma.account.findMany({ orderBy: { id: "asc" } });
  expect(accounts.map(({ key }) => key)).toEqual(associateIds.map((id) => `S-1-5-21-9-9-9-${id}`));

  const [first = 0] = associateIds;
  const done = await logOffThere(admin, "curfew/Cust1", client, [first]);
  expect(done).toEqual({ ended: [], still: [first], notLoggedOn: [] });
  expect(await gateway.db.prisma.logoffTarget.count({ where: { associateId: first } })).toBe(1);
});
