import { Client as Client7 } from "es7";
import { Client as Client8 } from "es8";
import { Client as Client9 } from "es9";
import { afterAll, beforeAll, expect, test } from "vitest";
import { securityDocuments } from "../testing/security-documents";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";

let gateway: TestGateway;
let apiKey: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  apiKey = (await gateway.apiToken()).token;
});
afterAll(() => gateway.close());

const COUNT = 300;
const node = () => `http://127.0.0.1:${gateway.port}`;
const auth = () => ({ apiKey: { id: "curfew", api_key: apiKey } });

async function records(host: string): Promise<number> {
  const hosts = await gateway.db.prisma.host.findMany({
    where: { name: { startsWith: host, mode: "insensitive" } },
  });
  return gateway.db.prisma.auditEvent.count({ where: { hostId: { in: hosts.map(({ id }) => id) } } });
}

test.each([
  ["7", () => new Client7({ node: node(), auth: auth(), compression: "gzip" })],
  ["8", () => new Client8({ node: node(), auth: auth(), compression: true })],
  ["9", () => new Client9({ node: node(), auth: auth(), compression: true })],
] as const)("the official client %s: handshake and bulk helper, nothing dropped", async (version, make) => {
  // The three are one in what is used here.
  const client = make() as Client8;
  const host = `CLIENT-${version}`;
  const dropped: unknown[] = [];
  const info = await client.info();
  expect(JSON.stringify(info)).toContain("8.19.0");
  const datasource = securityDocuments({ host, count: COUNT, from: Date.UTC(2026, 4, 4) });
  const result = await client.helpers.bulk({
    datasource,
    flushBytes: 50_000,
    concurrency: 4,
    onDocument: () => ({ create: { _index: "winlogbeat" } }),
    onDrop: (document) => dropped.push(document),
  });
  expect(dropped).toEqual([]);
  expect(result).toMatchObject({ total: COUNT, failed: 0, successful: COUNT, aborted: false });
  expect(await records(host)).toBe(COUNT);
  await client.close();
});

test("a wrong token is told in the client's own words", async () => {
  const client = new Client8({ node: node(), auth: { apiKey: "wrong" }, maxRetries: 0 });
  await expect(client.info()).rejects.toMatchObject({
    meta: { statusCode: 401, body: { error: { type: "security_exception" } } },
  });
  await client.close();
});
