import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import path from "node:path";
import { signIn } from "@/e2e/fixtures/sign-in";
import { makeApiToken } from "@/lib/auth/api-token";
import { took } from "@/lib/format/duration";
import { type Database, openDatabase } from "@/lib/storage/database";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import { type Figure, spread } from "./figure";

/** Each round measures the page without hooks, with them, and without them again: what drifts falls out. */
const ROUNDS = 6;
const REQUESTS = 100;
const CALLERS = 6;

const BEFORE = "export async function BeforeLogOffWindowsUsersAsync";
/** What an administrator should not write, each kind in a script of its own. What spins stops by itself: rounds without follow. */
const SPIN = "const until = Date.now() + 8_000; while (Date.now() < until);";
const BAD_SCRIPTS = {
  "10-crash.js": `${BEFORE}() { setTimeout(() => { throw new Error("later"); }); await new Promise(() => {}); }`,
  "20-leak.js": `${BEFORE}() { const all = []; for (;;) all.push(Buffer.alloc(1e6, 1)); }`,
  "30-print.js": `${BEFORE}() { for (;;) await new Promise((done) => process.stdout.write("x".repeat(1e5), done)); }`,
  "40-spin.js": `${BEFORE}() { ${SPIN} }`,
  "90-spin.js": `export function AfterLogOffWindowsUsersAsyncAsync() { ${SPIN} }`,
};

/** The Sessions page while hooks crash, leak, flood and spin, by turns with the same page without them. */
export async function* run(): AsyncGenerator<Figure> {
  const hooks = mkdtempSync(path.join(tmpdir(), "curfew-bad-hooks-"));
  for (const [name, source] of Object.entries(BAD_SCRIPTS)) writeFileSync(path.join(hooks, name), source);
  const product = await startScratchProduct({ port: 3358, name: "bench-hooks", hooks });
  const db = openDatabase(product.databaseUrl, 2);
  try {
    await seedLiveSessions(db, 2_000, new Date());
    const cookie = `curfew=${await signIn(db, "operator")}`;
    const token = await makeToken(db);
    const get = () => fetch(`${product.webUrl}/sessions`, { headers: { cookie } });
    await timeRequests(get, 200);
    const rounds: Round[] = [];
    for (let n = 1; n <= ROUNDS; n++) {
      const before = await timeRequests(get, REQUESTS);
      const during = await whileHooksRun(db, token, product.gatewayUrl, () =>
        timeRequests(get, 2 * REQUESTS),
      );
      const round = { without: [...before, ...(await timeRequests(get, REQUESTS))], during };
      rounds.push(round);
      yield spread(`round ${n} of ${ROUNDS}: Sessions page without hooks`, round.without);
      yield spread(`round ${n} of ${ROUNDS}: while they crash, leak, flood and spin`, round.during);
    }
    yield await judge(db, rounds);
  } finally {
    await db.close();
    await product.stop();
    rmSync(hooks, { recursive: true, force: true });
  }
}

/** Whatever becomes of the work, nobody calls any more once this has ended. */
async function whileHooksRun<T>(
  db: Database,
  token: string,
  gatewayUrl: string,
  work: () => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const calls = callAgainAndAgain(db, token, gatewayUrl, stop.signal);
  try {
    await untilSpinning(db);
    return await work();
  } finally {
    stop.abort();
    await calls;
    await untilNoneRuns(db);
  }
}

interface Round {
  readonly without: readonly number[];
  readonly during: readonly number[];
}

/** By p95 over all rounds, and by how much the rounds differ among themselves without any hook: less than that says nothing. */
async function judge(db: Database, rounds: readonly Round[]): Promise<Figure> {
  const p95 = (samples: readonly number[]) => spread("", samples).values.p95 ?? 0;
  const before = p95(rounds.flatMap(({ without }) => without));
  const after = p95(rounds.flatMap(({ during }) => during));
  const change = Math.round((after / before - 1) * 100);
  const each = rounds.map(({ without }) => p95(without));
  const noise = Math.round((Math.max(...each) / Math.min(...each) - 1) * 100);
  const ended = await db.prisma.hookRun.groupBy({ by: ["state"], _count: true, orderBy: { state: "asc" } });
  const runs = ended.map(({ state, _count }) => `${_count} ${state}`).join(", ");
  const load = os.loadavg()[0] ?? 0;
  const words = `${took(before)} without, ${took(after)} with: ${change > 0 ? "+" : ""}${change} %`;
  return {
    what: `Page p95 over ${ROUNDS} rounds by turns (aim within 20 %)`,
    says: `${words}; rounds without hooks differ by ${noise} %; load ${load.toFixed(1)} on ${os.availableParallelism()} cores; runs: ${runs}`,
    values: { withoutMs: before, withMs: after, changePercent: change, noisePercent: noise, load },
  };
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

async function makeToken(db: Database): Promise<string> {
  const { token, hash } = makeApiToken();
  const expiresAt = new Date(Date.now() + 3_600_000);
  const facts = { hash, label: "bench", role: "operator", scopes: ["orders"], createdBy: {} };
  await db.prisma.apiToken.create({ data: { ...facts, createdAt: new Date(), expiresAt } });
  return token;
}

async function callAgainAndAgain(
  db: Database,
  token: string,
  gatewayUrl: string,
  signal: AbortSignal,
): Promise<void> {
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

/** Until a call of this round has come as far as the script that spins. */
function untilSpinning(db: Database): Promise<void> {
  return until(async () => (await db.prisma.hookRun.count({ where: SPINNING })) > 0);
}

function untilNoneRuns(db: Database): Promise<void> {
  return until(async () => (await db.prisma.hookRun.count({ where: { state: "running" } })) === 0);
}

const SPINNING = { script: "40-spin.js", state: "running" };

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 1_200; n++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the hooks did not come so far within two minutes");
}
