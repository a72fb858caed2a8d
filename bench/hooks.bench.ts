import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { signIn } from "@/e2e/fixtures/sign-in";
import { makeApiToken } from "@/lib/auth/api-token";
import { type Database, openDatabase } from "@/lib/storage/database";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import { type Figure, spread } from "./figure";

const REQUESTS = 200;
const CALLERS = 6;

const BEFORE = "export async function BeforeLogOffWindowsUsersAsync";
/** What an administrator should not write, each kind in a script of its own. */
const BAD_SCRIPTS = {
  "10-crash.js": `${BEFORE}() { setTimeout(() => { throw new Error("later"); }); await new Promise(() => {}); }`,
  "20-leak.js": `${BEFORE}() { const all = []; for (;;) all.push(Buffer.alloc(1e6, 1)); }`,
  "30-print.js": `${BEFORE}() { for (;;) await new Promise((done) => process.stdout.write("x".repeat(1e5), done)); }`,
  "40-spin.js": `${BEFORE}() { for (;;) {} }`,
  "90-spin.js": "export function AfterLogOffWindowsUsersAsyncAsync() { for (;;) {} }",
};

/** The Sessions page while hooks crash, leak, flood and spin, against the same page without them. */
export async function run(): Promise<Figure[]> {
  const hooks = mkdtempSync(path.join(tmpdir(), "curfew-bad-hooks-"));
  process.env.CURFEW_HOOKS = hooks;
  const product = await startScratchProduct({ port: 3364, name: "bench-hooks" });
  const db = openDatabase(product.databaseUrl, 2);
  try {
    await seedLiveSessions(db, 2_000, new Date());
    const cookie = `curfew=${await signIn(db, "operator")}`;
    const get = () => fetch(`${product.webUrl}/sessions`, { headers: { cookie } });
    await timeRequests(get, 40);
    const quiet = await timeRequests(get, REQUESTS);

    for (const [name, source] of Object.entries(BAD_SCRIPTS)) writeFileSync(path.join(hooks, name), source);
    const stop = new AbortController();
    const calls = callAgainAndAgain(db, product.gatewayUrl, stop.signal);
    await untilAllRan(db);
    const busy = await timeRequests(get, REQUESTS);
    const ended = await db.prisma.hookRun.groupBy({ by: ["state"], _count: true, orderBy: { state: "asc" } });
    stop.abort();
    await calls;
    const [before, after] = [spread("", quiet).values.p95 ?? 0, spread("", busy).values.p95 ?? 0];
    const change = Math.round((after / before - 1) * 100);
    const runs = ended.map(({ state, _count }) => `${_count} ${state}`).join(", ");
    return [
      spread("Sessions page, no hooks", quiet),
      spread("Sessions page, hooks crash, leak, flood and spin", busy),
      {
        what: "Page p95 with bad hooks (aim within 20 %)",
        says: `${change > 0 ? "+" : ""}${change} %; runs: ${runs}`,
        values: { changePercent: change },
      },
    ];
  } finally {
    delete process.env.CURFEW_HOOKS;
    await db.close();
    await product.stop();
    rmSync(hooks, { recursive: true, force: true });
  }
}

async function timeRequests(get: () => Promise<Response>, requests: number): Promise<number[]> {
  const samples: number[] = [];
  for (let n = 0; n < requests; n++) {
    const startedAt = performance.now();
    const answer = await get();
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`the page answered ${answer.status}`);
    samples.push(performance.now() - startedAt);
  }
  return samples;
}

async function callAgainAndAgain(db: Database, gatewayUrl: string, signal: AbortSignal): Promise<void> {
  const { token, hash } = makeApiToken();
  const expiresAt = new Date(Date.now() + 3_600_000);
  const facts = { hash, label: "bench", role: "operator", scopes: ["orders"], createdBy: {} };
  await db.prisma.apiToken.create({ data: { ...facts, createdAt: new Date(), expiresAt } });
  const call = async () => {
    while (!signal.aborted) {
      const body = JSON.stringify({ associateIds: [1], reason: "bench" });
      const headers = { authorization: `Bearer ${token}` };
      await fetch(`${gatewayUrl}/api/associates/log-off`, { method: "POST", body, headers, signal }).catch(
        () => {},
      );
      // The breaker would end the measurement.
      if (!signal.aborted) await db.pool.query("UPDATE hook_script SET stopped_at = NULL, strikes = 0");
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
}

/** Until the call has come as far as the script that spins. */
async function untilAllRan(db: Database): Promise<void> {
  for (let n = 0; n < 600; n++) {
    if ((await db.prisma.hookRun.count({ where: { script: "40-spin.js" } })) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the scripts did not run");
}
