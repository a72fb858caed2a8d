import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "../context";
import { contextOf, operatorActor } from "../testing/make-fleet";
import { logOffThere } from "./log-off-there";
import { SuperOfficeClient } from "./superoffice-client";
import { syncSuperOffice } from "./sync-superoffice";
import { StandInServer, send } from "./testing/stand-in-server";

let db: TestDatabase;
let admin: Context;
const servers: StandInServer[] = [];
beforeAll(async () => {
  db = await makeTestDatabase();
  admin = contextOf(db, operatorActor(1, "administrator"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => db.drop());

const sid = (rid: number) => `S-1-5-21-1-2-3-${rid}`;

async function startServer(first = 1000) {
  const server = await StandInServer.start([
    { id: 18, name: "a.one", sid: sid(first), isLoggedOn: true },
    { id: 911, name: "b.two", sid: sid(first + 1), isLoggedOn: true },
    { id: 912, name: "c.web", isLoggedOn: false },
    { id: 913, name: "d.gone", sid: sid(first + 3), isLoggedOn: false, isRetired: true },
    { id: 914, name: "e.five", sid: sid(first + 4), isLoggedOn: true },
  ]);
  servers.push(server);
  return server;
}

const clientOf = (url: string, authorization = "SOTicket right", timeoutMs = 2_000) =>
  new SuperOfficeClient({ url, authorization }, { timeoutMs, waitMs: () => 1 });

test("users of every page are tied to accounts by SID; a known account keeps its associate", async () => {
  const known = await db.prisma.associate.create({
    data: { name: "one", fullName: "Known One", isProtected: true, createdAt: new Date() },
  });
  await db.prisma.account.create({
    data: { key: sid(1000), name: "one", associateId: known.id, createdAt: new Date() },
  });
  const server = await startServer();
  const counts = await syncSuperOffice(admin, "crm/Cust1", clientOf(server.url));
  expect(counts).toEqual({ read: 5, linked: 4, created: 3, withoutSid: 1, ambiguous: 0 });
  const links = await db.prisma.superOfficeAssociate.findMany({
    include: { associate: { include: { accounts: true } } },
    orderBy: { superOfficeId: "asc" },
  });
  expect(links.map(({ superOfficeId, associate }) => [superOfficeId, associate.fullName])).toEqual([
    [18, "Known One"],
    [911, "b.two in full"],
    [913, "d.gone in full"],
    [914, "e.five in full"],
  ]);
  expect(links[0]?.associate).toMatchObject({ id: known.id, isProtected: true });
  expect(links[1]?.associate.accounts).toMatchObject([{ key: sid(1001), domain: "CORP", name: "b.two" }]);
  expect(links[2]?.associate.retiredAt).not.toBeNull();
  expect(await db.prisma.trail.count({ where: { name: "superoffice.sync" } })).toBe(1);

  const again = await syncSuperOffice(admin, "crm/Cust1", clientOf(server.url));
  expect(again).toEqual({ read: 5, linked: 4, created: 0, withoutSid: 1, ambiguous: 0 });
  expect(await db.prisma.superOfficeAssociate.count()).toBe(4);
});

test("what fails for a moment is asked again: a 503, a 429, a cut connection, a silence", async () => {
  const server = await startServer(2000);
  server.faults.push(
    (response) => send(response, 503, {}),
    (response) => send(response, 429, {}),
    (response) => response.destroy(),
  );
  expect(await clientOf(server.url).listAssociateIds("associate")).toEqual([18, 911, 912, 913, 914]);
  server.faults.push(() => {});
  expect(await clientOf(server.url, "SOTicket right", 200).listAssociateIds("loggedOnWin")).toEqual([
    18, 911, 914,
  ]);
});

test.each([
  [
    "a server error that stays",
    (s: StandInServer) => s.faults.push(...Array(9).fill((r: never) => send(r, 500, {}))),
    "it answers 500",
  ],
  ["no JSON", (s: StandInServer) => s.faults.push((r) => r.end("<html>")), "its answer is not JSON"],
  [
    "another shape",
    (s: StandInServer) => s.faults.push((r) => send(r, 200, { value: [{ id: 1 }] })),
    "not understood",
  ],
  [
    "a list that goes on at another server",
    (s: StandInServer) =>
      s.faults.push((r) => send(r, 200, { value: [], "odata.nextLink": "http://evil.example/x" })),
    "another server",
  ],
  [
    "a redirect, which would take the ticket along",
    (s: StandInServer) => s.faults.push((r) => r.writeHead(302, { location: "http://evil.example/" }).end()),
    "it answers 302",
  ],
])("%s: told in words, and nothing is written", async (_, spoil, words) => {
  const server = await startServer(3000);
  spoil(server);
  const before = await db.prisma.associate.count();
  await expect(syncSuperOffice(admin, "crm/Cust1", clientOf(server.url))).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining(words),
  });
  expect(await db.prisma.associate.count()).toBe(before);
});

test("a wrong ticket is told apart, and so is a user that is not there", async () => {
  const server = await startServer(4000);
  await expect(clientOf(server.url, "SOTicket wrong").listAssociateIds("associate")).rejects.toMatchObject({
    code: "forbidden",
    field: "authorization",
  });
  const client = clientOf(server.url);
  await expect(client.getUser(7)).rejects.toMatchObject({ code: "unavailable" });
});

test("logging off there lists again: what its 204 did not do is not called done", async () => {
  const server = await startServer(5000);
  const client = clientOf(server.url);
  expect(await logOffThere(admin, "crm/Cust1", client, [18, 912, 18])).toEqual({
    ended: [18],
    still: [],
    notLoggedOn: [912],
  });
  server.doesNothing = true;
  expect(await logOffThere(admin, "crm/Cust1", client, [911])).toEqual({
    ended: [],
    still: [911],
    notLoggedOn: [],
  });
  const calls = server.requests.filter(({ line }) => line.endsWith("LogOffWindowsUsers"));
  expect(calls).toHaveLength(2);
  expect(await db.prisma.trail.count({ where: { name: "superoffice.log_off" } })).toBe(2);
});

test("an order to log off is never sent twice, and nobody without the right sends one", async () => {
  const server = await startServer(6000);
  const client = clientOf(server.url);
  const spoilThird = () =>
    server.faults.push(undefined as never, undefined as never, (r) => send(r, 503, {}));
  spoilThird();
  await expect(logOffThere(admin, "crm/Cust1", client, [18])).rejects.toMatchObject({ code: "unavailable" });
  const sent = () => server.requests.filter(({ line }) => line.endsWith("LogOffWindowsUsers")).length;
  expect(sent()).toBe(1);
  const auditor = contextOf(db, operatorActor(1, "auditor"));
  await expect(logOffThere(auditor, "crm/Cust1", client, [18])).rejects.toMatchObject({ code: "forbidden" });
  await expect(syncSuperOffice(auditor, "crm/Cust1", client)).rejects.toMatchObject({ code: "forbidden" });
  await expect(logOffThere(admin, "crm/Cust1", client, [1.5])).rejects.toMatchObject({ field: "logOff.0" });
  expect(sent()).toBe(1);
});

test.each(["", "crm.example", "ftp://crm.example", "https://user:pass@crm.example"])(
  "%j is no address",
  (url) => {
    expect(() => clientOf(url)).toThrow("Give the server's address");
  },
);
