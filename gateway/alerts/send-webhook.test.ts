import { createPublicKey, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { BlockList } from "node:net";
import { afterEach, expect, test } from "vitest";
import { makeKeyPair } from "@/lib/protocol/signature";
import type { OutgoingAlert } from "@/lib/services/deliver-alerts";
import { parseNetworks } from "./reachable-address";
import { webhookSender } from "./send-webhook";

const pair = makeKeyPair();
const now = new Date("2026-11-20T14:02:07Z");
const alert: OutgoingAlert = {
  id: "alert-7-1",
  kind: "host.silent",
  at: now,
  title: "TS-01 is silent",
  text: "Nothing was heard.",
  url: "https://curfew.example/hosts/1",
  facts: { kind: "host.silent", hosts: [{ id: 1, name: "TS-01" }], since: now.toISOString() },
};
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
const sender = (allowed: string, more: Partial<Parameters<typeof webhookSender>[0]> = {}) =>
  webhookSender({ privateKey: pair.privateKey, allowed: parseNetworks(allowed), now: () => now, ...more });

test("what arrives is signed by the key, with id, time and body under the signature", async () => {
  let heard: { headers: IncomingHttpHeaders; body: string } | undefined;
  const port = await listen(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    heard = { headers: request.headers, body };
    response.end("thanks");
  });
  const outcome = await sender("127.0.0.1")(`http://127.0.0.1:${port}/hook?a=1`, alert);
  expect(outcome).toEqual({ ok: true, answer: "200: thanks" });
  if (!heard) throw new Error("nothing arrived");
  const { headers, body } = heard;
  expect(JSON.parse(body)).toMatchObject({
    type: "host.silent",
    id: "alert-7-1",
    data: { kind: "host.silent" },
  });
  expect(JSON.parse(body).text).toContain("TS-01 is silent");
  const der = Buffer.concat([
    Buffer.from("302a300506032b6570032100", "hex"),
    Buffer.from(pair.publicKey, "base64url"),
  ]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  const signature = Buffer.from(String(headers["webhook-signature"]).replace("v1a,", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  expect(headers["webhook-timestamp"]).toBe(String(now.getTime() / 1_000));
  expect(verify(null, Buffer.from(signed), key, signature)).toBe(true);
  expect(verify(null, Buffer.from(`${signed} `), key, signature)).toBe(false);
});

test("200 names that lead outside when judged and inside when asked again: not one connection", async () => {
  let connections = 0;
  const port = await listen((_request, response) => {
    connections++;
    response.end();
  });
  const outside = [{ address: "192.0.2.1", family: 4 }];
  const inside = [{ address: "127.0.0.1", family: 4 }];
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, n) => {
      let asked = 0;
      // The even ones rebind after the first look, the odd ones are inside from the start.
      const resolve = async () => (n % 2 === 0 && asked++ === 0 ? outside : inside);
      return sender("", { resolve, patienceMs: 50 })(`http://hook-${n}.example:${port}/`, alert);
    }),
  );
  expect(outcomes.every(({ ok }) => !ok)).toBe(true);
  expect(connections).toBe(0);
});

test("a redirect is not followed, and is not tried again", async () => {
  let second = 0;
  const inner = await listen((_request, response) => {
    second++;
    response.end();
  });
  const port = await listen((_request, response) => {
    response.writeHead(307, { location: `http://127.0.0.1:${inner}/` }).end();
  });
  const outcome = await sender("127.0.0.1")(`http://127.0.0.1:${port}/`, alert);
  expect(outcome).toMatchObject({ ok: false, isFinal: true });
  expect(outcome.answer).toContain("redirects are not followed");
  expect(second).toBe(0);
});

test("failures are said: refused, silent, endless, an error page, gone for good", async () => {
  const send = sender("127.0.0.1", { patienceMs: 300 });
  const refused = await send("http://127.0.0.1:1/", alert);
  expect(refused).toMatchObject({ ok: false });
  expect(refused.answer).toContain("ECONNREFUSED");

  const silent = await listen(() => {});
  expect(await send(`http://127.0.0.1:${silent}/`, alert)).toEqual({
    ok: false,
    answer: "No answer within 0.3 s.",
  });

  const endless = await listen((request, response) => {
    const timer = setInterval(() => response.write("x".repeat(2_048)), 1);
    request.on("close", () => clearInterval(timer));
  });
  const outcome = await send(`http://127.0.0.1:${endless}/`, alert);
  expect(outcome.ok).toBe(true);
  expect(outcome.answer.length).toBeLessThan(300);

  const broken = await listen((_request, response) => response.writeHead(500).end("<h1>oh\nno</h1>"));
  expect(await send(`http://127.0.0.1:${broken}/`, alert)).toMatchObject({
    ok: false,
    isFinal: false,
    answer: "500: <h1>oh no</h1>",
  });
  const gone = await listen((_request, response) => response.writeHead(410).end());
  expect(await send(`http://127.0.0.1:${gone}/`, alert)).toMatchObject({ ok: false, isFinal: true });
});

test("an inner address is not connected to unless it is allowed", async () => {
  let connections = 0;
  const port = await listen((_request, response) => {
    connections++;
    response.end();
  });
  const outcome = await webhookSender({
    privateKey: pair.privateKey,
    allowed: new BlockList(),
    now: () => now,
  })(`http://localhost:${port}/`, alert);
  expect(outcome.ok).toBe(false);
  expect(outcome.answer).toContain("CURFEW_ALERT_NETWORKS");
  expect(connections).toBe(0);
});
