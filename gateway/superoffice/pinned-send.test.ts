import http from "node:http";
import { type AddressInfo, BlockList } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SuperOfficeClient } from "@/lib/services/superoffice/superoffice-client";
import { parseNetworks, type Resolve } from "../alerts/reachable-address";
import { pinnedSend } from "./pinned-send";

let server: http.Server;
let port: number;
const asked: { line: string; host: string | undefined; authorization: string | undefined; body: string }[] =
  [];
let answer: (response: http.ServerResponse) => void;
beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { host, authorization } = request.headers;
    const body = Buffer.concat(parts).toString("utf8");
    asked.push({ line: `${request.method} ${request.url}`, host, authorization, body });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const allowed = parseNetworks("127.0.0.1");
const here: Resolve = async () => [{ address: "127.0.0.1", family: 4 }];
const clientWith = (networks: BlockList, resolve = here) =>
  new SuperOfficeClient(
    { url: `http://crm.example:${port}/Cust1`, authorization: "SOTicket right" },
    { send: pinnedSend(networks, resolve), attempts: 3, waitMs: () => 1, timeoutMs: 30_000 },
  );

test("the name is looked up once a request, and the connection goes to what was judged", async () => {
  asked.length = 0;
  const lookups: string[] = [];
  const client = clientWith(allowed, async (host) => {
    lookups.push(host);
    return here(host);
  });
  answer = (response) => response.end(JSON.stringify({ value: [{ associateDbId: 7 }] }));
  expect(await client.listAssociateIds("associate")).toEqual([7]);
  answer = (response) => response.writeHead(204).end();
  await client.logOffWindowsUsers([7]);
  expect(lookups).toEqual(["crm.example", "crm.example"]);
  expect(asked).toMatchObject([
    { host: `crm.example:${port}`, authorization: "SOTicket right", body: "" },
    { line: "POST /Cust1/api/v1/Agents/Associate/LogOffWindowsUsers", body: '{"associateIds":[7]}' },
  ]);
});

test("an address inside the network is refused before anything is sent, and not tried again", async () => {
  asked.length = 0;
  let lookups = 0;
  const client = clientWith(new BlockList(), (host) => {
    lookups += 1;
    return here(host);
  });
  await expect(client.listAssociateIds("associate")).rejects.toMatchObject({
    code: "unavailable",
    field: "url",
    message: expect.stringMatching(
      /^Nothing was sent: crm\.example leads to 127\.0\.0\.1.*CURFEW_ALERT_NETWORKS/,
    ),
  });
  expect(lookups).toBe(1);
  expect(asked).toEqual([]);
});

test("a name that is not found, a cut connection and an answer that breaks off are tried again, and told", async () => {
  const lost = Object.assign(new Error("getaddrinfo ENOTFOUND crm.example"), { code: "ENOTFOUND" });
  let lookups = 0;
  const nowhere = clientWith(allowed, () => {
    lookups += 1;
    return Promise.reject(lost);
  });
  await expect(nowhere.listAssociateIds("associate")).rejects.toThrow("it does not answer");
  expect(lookups).toBe(3);
  asked.length = 0;
  answer = (response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("{");
    response.destroy();
  };
  await expect(clientWith(allowed).listAssociateIds("associate")).rejects.toThrow("it does not answer");
  expect(asked).toHaveLength(3);
});
