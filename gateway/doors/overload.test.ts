import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bulkBody, securityDocuments } from "../testing/security-documents";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";
import { call } from "../testing/test-agent";

const HOLD_MS = 1_500;

let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startTestGateway({ holdMs: HOLD_MS, maxBytes: 256 * 1024 });
  authorization = `Bearer ${(await gateway.apiToken()).token}`;
});
afterAll(() => gateway.close());

const from = Date.UTC(2026, 4, 4);
const ship = (host: string, count = 5) =>
  call(gateway.port, "/_bulk", {
    body: gzipSync(bulkBody(securityDocuments({ host, count, from }))),
    headers: { authorization, "content-encoding": "gzip" },
  });
/** As a shipper does: what is closed unanswered is sent again. */
async function shipAgainAndAgain(host: string, count?: number): Promise<void> {
  await expect.poll(() => outcome(ship(host, count)), { timeout: 25_000 }).toBe("200");
}
const outcome = (sent: Promise<{ status: number }>) =>
  sent.then(
    ({ status }) => String(status),
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
const kept = async (name: string) => {
  const hosts = await gateway.db.prisma.host.findMany({
    where: { name: { startsWith: name, mode: "insensitive" } },
  });
  return gateway.db.prisma.auditEvent.count({ where: { hostId: { in: hosts.map(({ id }) => id) } } });
};

/** While it runs nothing can be committed. */
async function whileBlocked<T>(run: () => Promise<T>): Promise<T> {
  const blocker = await gateway.db.pool.connect();
  try {
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE audit_event IN EXCLUSIVE MODE");
    return await run();
  } finally {
    await blocker.query("ROLLBACK");
    blocker.release();
  }
}

test("an answer comes after the commit: held, then closed without a word, then sent again and kept once", async () => {
  await shipAgainAndAgain("HELD-0");
  const startedAt = performance.now();
  const said = await whileBlocked(() => outcome(ship("HELD-1")));
  expect(said).toBe("ECONNRESET");
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(HOLD_MS - 50);
  await shipAgainAndAgain("HELD-1");
  expect(await kept("HELD-1")).toBe(5);
});

test("more than may be held waits outside, and everything comes in once there is room", async () => {
  const names = Array.from({ length: 12 }, (_, n) => `CROWD-${n}-`);
  await Promise.all(names.map((name) => shipAgainAndAgain(name, 60)));
  for (const name of names) expect(await kept(name), name).toBe(60);
});

test("agents are answered at once while shippers are held", async () => {
  const agent = await gateway.enrolledAgent();
  await shipAgainAndAgain("AGENT-0");
  await whileBlocked(async () => {
    const held = Array.from({ length: 5 }, (_, n) => outcome(ship(`AGENT-${n}`)));
    expect(await agent.sync({ sessions: [] })).toMatchObject({ acknowledged: true });
    expect(new Set(await Promise.all(held))).toEqual(new Set(["ECONNRESET"]));
  });
});

test("no answer is ever a 429 or a 5xx", async () => {
  const { token } = await gateway.apiToken({ scopes: ["read"] });
  const { text } = await call(gateway.port, "/metrics", {
    method: "GET",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(text).toMatch(/curfew_ingest_answers_total\{status="200"\} \d+/);
  expect(text).not.toMatch(/status="(429|5\d\d)"/);
  expect(text).toMatch(/curfew_ingest_closed_total [1-9]/);
});
