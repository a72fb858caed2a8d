import { once } from "node:events";
import net from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bulkBody, securityDocuments } from "../testing/security-documents";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";
import { type Answer, call } from "../testing/test-agent";
import { MAX_UNPACKED_BYTES } from "./read-slices";

let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  authorization = `Bearer ${(await gateway.apiToken()).token}`;
});
afterAll(() => gateway.close());

const WAYS = ["/_bulk", "/winlogbeat-8/_bulk", "/ingest/ndjson", "/v1/logs"];
const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  call(gateway.port, path, {
    body,
    headers: { authorization, "content-type": "application/json", ...headers },
  });

test("no token, a wrong one, an expired and a revoked one: 401, and what to send", async () => {
  const good = await gateway.apiToken();
  const [revoked, expired] = [await gateway.apiToken(), await gateway.apiToken()];
  const past = new Date(Date.now() - 1_000);
  const { apiToken } = gateway.db.prisma;
  await apiToken.update({ where: { id: revoked.tokenId }, data: { revokedAt: past } });
  await apiToken.update({ where: { id: expired.tokenId }, data: { expiresAt: past } });
  const changed = `${good.token.slice(0, -1)}${good.token.endsWith("A") ? "B" : "A"}`;
  for (const sent of [
    "",
    "Bearer x",
    `Bearer ${changed}`,
    `Bearer ${revoked.token}`,
    `Bearer ${expired.token}`,
  ]) {
    const answer = await post("/_bulk", "x", { authorization: sent });
    expect(answer.status, sent).toBe(401);
    expect(answer.headers["www-authenticate"]).toContain("Basic realm=");
    expect(answer.text).not.toContain(sent.slice(20) || "cf_api_");
  }
  expect(gateway.lines.join("\n")).not.toContain(good.token.slice(7, 40));
});

test("a token for something else: 403 on every way in", async () => {
  const { token } = await gateway.apiToken({ scopes: ["read", "orders", "webapi"] });
  for (const path of WAYS) {
    const answer = await post(path, "x", { authorization: `Bearer ${token}` });
    expect(answer.status, path).toBe(403);
    expect(answer.text).toContain("event.ingest");
  }
});

test("every way in which a shipper can send a token", async () => {
  const { token, tokenId } = await gateway.apiToken();
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  for (const sent of [
    `Bearer ${token}`,
    `ApiKey ${base64(`${tokenId}:${token}`)}`,
    `Basic ${base64(`curfew:${token}`)}`,
  ]) {
    expect((await call(gateway.port, "/", { method: "GET", headers: { authorization: sent } })).status).toBe(
      200,
    );
  }
});

test("whoever shows wrong tokens again and again is slowed; a right token of the same address is not", async () => {
  const other = await startTestGateway();
  try {
    const right = `Bearer ${(await other.apiToken()).token}`;
    const ask = (sent: string) => call(other.port, "/", { method: "GET", headers: { authorization: sent } });
    for (let n = 0; n < 20; n++) expect((await ask("Bearer wrong")).status).toBe(401);
    let isAnswered = false;
    const slow = ask("Bearer wrong").then((answer) => {
      isAnswered = true;
      return answer;
    });
    expect((await ask(right)).status).toBe(200);
    expect(isAnswered).toBe(false);
    expect((await slow).status).toBe(401);
    const crowd = await Promise.allSettled(Array.from({ length: 150 }, () => ask("Bearer wrong")));
    expect(crowd.filter(({ status }) => status === "rejected")).toHaveLength(50);
  } finally {
    await other.close();
  }
});

test("garbage, bombs, oversized and unknown encodings end in words, and nothing is kept", async () => {
  const gzip = { "content-encoding": "gzip" };
  const bomb = gzipSync(Buffer.alloc(MAX_UNPACKED_BYTES + 1, "x"));
  const cases: readonly (readonly [Promise<Answer>, number])[] = [
    [post("/_bulk", "not json\n"), 400],
    [post("/_bulk", '{"create":{}}\n'), 400],
    [post("/_bulk", "\0\u0001\ufffd".repeat(1_000)), 400],
    [post("/_bulk", `${"[".repeat(100_000)}\n`), 400],
    [post("/_bulk", '{"create":{},"index":{}}\n{}\n'), 400],
    [post("/_bulk", "x", { "content-encoding": "br" }), 415],
    [post("/_bulk", "no gzip", gzip), 400],
    [post("/_bulk", gzipSync("{}").subarray(0, 12), gzip), 400],
    [post("/_bulk", bomb, gzip), 413],
    [post("/ingest/ndjson", bomb, gzip), 413],
    [post("/v1/logs", bomb, gzip), 413],
    [post("/_bulk", "x", { "content-length": String(MAX_UNPACKED_BYTES + 1) }), 413],
    [post("/v1/logs", "x", { "content-type": "text/plain" }), 415],
    [call(gateway.port, "/ingest/ndjson", { method: "GET", headers: { authorization } }), 405],
  ];
  for (const [asked, status] of cases) {
    const answer = await asked;
    expect(answer.status, answer.text).toBe(status);
    expect(answer.text).not.toMatch(/\n\s+at |\.ts:\d+/);
  }
  expect(await gateway.db.prisma.auditEvent.count()).toBe(0);
});

test("a body that never ends holds nothing once its client has gone", async () => {
  const socket = net.connect(gateway.port, "127.0.0.1");
  await once(socket, "connect");
  const [document] = securityDocuments({ host: "SLOW-1", count: 1, from: Date.now() });
  socket.write(
    `POST /_bulk HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: 100000\r\n\r\n${bulkBody([document ?? {}])}`,
  );
  const { token } = await gateway.apiToken({ scopes: ["read"] });
  const figure = async (name: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const { text } = await call(gateway.port, "/metrics", { method: "GET", headers });
    return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
  };
  await expect.poll(() => figure("curfew_ingest_requests"), { timeout: 10_000 }).toBe(1);
  expect(await figure("curfew_ingest_held_bytes")).toBeGreaterThan(0);
  socket.destroy();
  await expect.poll(() => figure("curfew_ingest_requests"), { timeout: 10_000 }).toBe(0);
  expect(await figure("curfew_ingest_held_bytes")).toBe(0);
  expect(await gateway.db.prisma.auditEvent.count()).toBe(0);
});
