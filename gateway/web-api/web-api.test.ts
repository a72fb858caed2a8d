import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type * as SuperOffice from "@superoffice/webapi";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeApiFleet, makeToken } from "../testing/api-fleet";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";
import { call } from "../testing/test-agent";

// Its module build does not load in plain Node.
const webapi: typeof SuperOffice = createRequire(import.meta.url)("@superoffice/webapi");

vi.setConfig({ testTimeout: 120_000 });

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  token = await makeToken(gateway, ["webapi"]);
});
afterAll(() => gateway.close());

const URL_PATH = "/api/v1/Agents/Associate/LogOffWindowsUsers";
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

function associateAgent(base: string, authorization: string) {
  const headers = { Authorization: authorization, "SO-AppToken": "app" };
  return new webapi.AssociateAgent({
    baseUrl: `http://127.0.0.1:${gateway.port}${base}`,
    axiosConfig: { headers },
  });
}

const post = (body: unknown, part: { path?: string; authorization?: string } = {}) =>
  call(gateway.port, part.path ?? URL_PATH, {
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { authorization: part.authorization ?? `Bearer ${token}`, "content-type": "application/json" },
  });

test.each([
  ["the host", "", () => `SOTicket ${token}`],
  ["/api", "/api", () => `Bearer ${token}`],
  ["a customer", "/Cust1", () => basic(`admin:${token}`)],
])("the official client, unchanged, against %s: 204, and an order", async (_, base, authorization) => {
  const { associateIds } = await makeApiFleet(gateway);
  const answer = await associateAgent(base, authorization()).logOffWindowsUsersAsync([...associateIds]);
  expect(answer).toBe("");
  const targets = await gateway.db.prisma.logoffTarget.findMany({
    where: { associateId: { in: [...associateIds] } },
    include: { order: true },
  });
  expect(targets.map(({ associateId }) => associateId).sort()).toEqual([...associateIds].sort());
  expect(targets[0]?.order).toMatchObject({ requestedThrough: "webapi", requestedBy: { kind: "token" } });
});

test("the 204 is empty, and its headers name the order and count the outcomes", async () => {
  const { associateIds } = await makeApiFleet(gateway);
  const answer = await post({ AssociateIds: [associateIds[0]] });
  expect([answer.status, answer.text, answer.headers["curfew-outcome"]]).toEqual([204, "", "ordered=1"]);
  const orderId = Number(answer.headers["curfew-order"]);
  expect(await gateway.db.prisma.logoffTarget.count({ where: { orderId } })).toBe(1);
  const again = await post({ ASSOCIATEIDS: [associateIds[0]] });
  expect([again.status, again.headers["curfew-order"], again.headers["curfew-outcome"]]).toEqual([
    204,
    undefined,
    "left_out=1",
  ]);
});

test.each([
  ["null", "null"],
  ["an empty object", "{}"],
  ["text in place of a number", '{"associateIds":["7"]}'],
  ["a fraction", '{"associateIds":[1.5]}'],
  ["a bare number", "5"],
  ["a number in place of the array", '{"associateIds":5}'],
  ["null ids", '{"associateIds":null}'],
  ["nobody", '{"associateIds":[]}'],
  ["a negative id", '{"associateIds":[-1]}'],
  ["an unknown id", '{"associateIds":[2000000001]}'],
  ["twice the same name", '{"associateIds":[1],"AssociateIds":[2]}'],
  ["no JSON", "[1,"],
  [
    "a hundred thousand ids",
    JSON.stringify({ associateIds: Array.from({ length: 100_000 }, (_, i) => i + 1) }),
  ],
])("%s: 400 in SuperOffice's own words, and nothing done", async (_, body) => {
  const before = await gateway.db.prisma.logoffOrder.count();
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(answer.json()).toEqual({ Message: "The request is invalid.", MessageDetail: expect.any(String) });
  expect(await gateway.db.prisma.logoffOrder.count()).toBe(before);
});

test("the words name the id that is wrong", async () => {
  const { associateIds } = await makeApiFleet(gateway);
  const answer = await post({ associateIds: [associateIds[0], 2_000_000_001] });
  expect(answer.json()).toMatchObject({
    MessageDetail: "associateIds[1]: There is no associate 2000000001.",
  });
});

test("GET describes the call and never makes it", async () => {
  const before = await gateway.db.prisma.logoffOrder.count();
  const answer = await call(gateway.port, `/Cust1${URL_PATH}?associateIds=1`, {
    method: "GET",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.json()).toMatchObject({
    Agent: "Associate",
    Method: "LogOffWindowsUsers",
    HttpMethod: "POST",
  });
  expect(await gateway.db.prisma.logoffOrder.count()).toBe(before);
});

test("without a token, with another's, with a revoked one, or with the wrong scope or role nothing happens", async () => {
  const { associateIds } = await makeApiFleet(gateway);
  const revoked = await makeToken(gateway, ["webapi"]);
  await gateway.db.prisma.apiToken.updateMany({
    where: { label: "for webapi" },
    data: { revokedAt: new Date() },
  });
  await gateway.db.prisma.apiToken.updateMany({ where: { id: 1 }, data: { revokedAt: null } });
  const cases = [
    ["", 401],
    [`Bearer cf_api_${"A".repeat(43)}`, 401],
    [`SOTicket ${revoked}`, 401],
    [basic("admin:secret"), 401],
    [`Bearer ${await makeToken(gateway, ["read", "orders"])}`, 403],
    [`Bearer ${await makeToken(gateway, ["webapi"], "auditor")}`, 403],
  ] as const;
  for (const [authorization, status] of cases) {
    const answer = await post({ associateIds }, { authorization });
    expect([authorization.slice(0, 20), answer.status]).toEqual([authorization.slice(0, 20), status]);
    expect(answer.json()).toMatchObject({ Error: true, ErrorSource: "AssociateAgent" });
  }
  expect(
    await gateway.db.prisma.logoffTarget.count({ where: { associateId: { in: [...associateIds] } } }),
  ).toBe(0);
  await gateway.db.prisma.apiToken.updateMany({ data: { revokedAt: null } });
});

test("other prefixes, methods and sizes are refused in words", async () => {
  const cases = [
    [await post({}, { path: `/a/b/c/d${URL_PATH}` }), 404],
    [await post({}, { path: `/..%2f${URL_PATH}` }), 404],
    [await post({}, { path: "/api/v1/Agents/Associate/DropEverything" }), 404],
    [await post("x".repeat(1024 * 1024 + 1)), 413],
    [
      await call(gateway.port, URL_PATH, { method: "PUT", headers: { authorization: `Bearer ${token}` } }),
      405,
    ],
  ] as const;
  for (const [answer, status] of cases) expect(answer.status).toBe(status);
  expect(cases[4]?.[0].headers.allow).toBe("GET, POST");
});

test("the siblings answer as the official client reads them", async () => {
  const { associateIds } = await makeApiFleet(gateway);
  const [first = 0, second = 0] = associateIds;
  await gateway.db.prisma.associate.update({ where: { id: first }, data: { group: "Helpdesk" } });
  const agent = associateAgent("/Cust1", `SOTicket ${token}`);
  const associate = await agent.getAssociateAsync(first);
  expect(associate).toMatchObject({ associateId: first, fullName: "Person 0", deleted: false });
  expect(associate.type).toBe(webapi.UserType.InternalAssociate);
  const list = await agent.getAssociateListAsync([second, first]);
  expect(list.map((one) => one.associateId)).toEqual([first, second]);
  expect((await agent.getAssociateByPersonIdAsync(second)).associateId).toBe(second);
  const group = await agent.getAssociatesByGroupAsync(associate.groupIdx ?? 0, 1);
  expect(group.map((one) => one.associateId)).toEqual([first]);
  await expect(agent.getAssociateAsync(2_000_000_001)).rejects.toMatchObject({ response: { status: 404 } });
});

test("the archive lists who is logged on, a page at a time", async () => {
  const { associateIds } = await makeApiFleet(gateway, 3);
  const seen: number[] = [];
  let next: string | null =
    "/Cust1/api/v1/Archive/InternalUsers?$select=associateDbId,fullName,userName&$entities=loggedOnWin&$top=2";
  while (next !== null) {
    const answer = await call(gateway.port, next, {
      method: "GET",
      headers: { authorization: `Bearer ${token}` },
    });
    const page = answer.json() as { value: { associateDbId: number }[]; "odata.nextLink": string | null };
    expect(page.value.length).toBeLessThanOrEqual(2);
    seen.push(...page.value.map((row) => row.associateDbId));
    next = page["odata.nextLink"];
  }
  for (const id of associateIds) expect(seen).toContain(id);
  expect(new Set(seen).size).toBe(seen.length);
});

test("a client that hangs up during a Before has done nothing; during an After, the order is taken back", async () => {
  const { associateIds } = await makeApiFleet(gateway);
  const folder = path.join(gateway.folder, "hooks");
  mkdirSync(folder, { recursive: true });
  const wait = "await new Promise(() => setInterval(() => {}, 1000));";
  for (const event of ["Before", "After"]) {
    const file = path.join(folder, "wait.js");
    writeFileSync(file, `export async function ${event}LogOffWindowsUsersAsync() { ${wait} }`);
    const hangUp = new AbortController();
    const calling = call(gateway.port, URL_PATH, {
      body: JSON.stringify({ associateIds }),
      headers: { authorization: `Bearer ${token}` },
      signal: hangUp.signal,
    });
    const running = () =>
      gateway.db.prisma.hookRun.count({ where: { state: "running", event: event.toLowerCase() } });
    await expect.poll(running, { timeout: 60_000 }).toBe(1);
    hangUp.abort();
    await expect(calling).rejects.toThrow();
    await expect.poll(running, { timeout: 60_000 }).toBe(0);
    const states = () =>
      gateway.db.prisma.logoffTarget.findMany({
        where: { associateId: { in: [...associateIds] } },
        select: { state: true },
      });
    const wanted = event === "Before" ? [] : [{ state: "cancelled" }, { state: "cancelled" }];
    await expect.poll(states, { timeout: 60_000 }).toEqual(wanted);
    writeFileSync(file, "export const nothing = 1;");
  }
});
