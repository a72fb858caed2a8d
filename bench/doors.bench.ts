import { readFileSync } from "node:fs";
import http from "node:http";
import { gzipSync } from "node:zlib";
import { bulkBody, securityDocuments } from "@/gateway/testing/security-documents";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { openDatabase } from "@/lib/storage/database";
import { startScratchGateway } from "../scripts/start-scratch-gateway.mjs";
import { agentDoor } from "./agent-door";
import { type Figure, spread } from "./figure";
import { inWords, processorTime, timePerEvent } from "./processor-time";

const PORT = 3270;
/** What Winlogbeat sends at once unless it is told otherwise. */
const EVENTS_PER_REQUEST = 1_600;
const REQUESTS = 120;
const WARM_UP = 40;
const HOSTS = 40;
const CONNECTIONS = 8;
const FROM = Date.UTC(2026, 4, 4);

interface Body {
  readonly packed: Buffer;
  readonly bytes: number;
}

/**
 * What shippers and what agents bring, each request answered after its commit; the sender shares the cores. Of shippers:
 * gzipped `_bulk` requests of Winlogbeat 8's Security documents.
 */
export async function* run(): AsyncGenerator<Figure> {
  const gateway = await startScratchGateway({ port: PORT, name: "bench-doors", nodeArgs: profileArgs() });
  const db = openDatabase(gateway.databaseUrl, 2);
  const { pool } = db;
  try {
    const authorization = `Bearer ${await gateway.makeToken()}`;
    for (const withMessage of [false, true]) {
      const bodies = makeBodies(withMessage);
      await send(bodies.slice(0, WARM_UP), authorization);
      const measured = bodies.slice(WARM_UP);
      const cpuBefore = processorTime(gateway);
      const startedAt = performance.now();
      const answers = await send(measured, authorization);
      const seconds = (performance.now() - startedAt) / 1000;
      const cpu = processorTime(gateway);
      const events = measured.length * EVENTS_PER_REQUEST;
      const { rows } = await pool.query<{ n: string }>("SELECT count(*) AS n FROM audit_event");
      const wanted = bodies.length * EVENTS_PER_REQUEST;
      if (Number(rows[0]?.n) !== wanted) throw new Error(`${rows[0]?.n} rows, not ${wanted}`);
      await pool.query("TRUNCATE pair_due, audit_event, audit_raw");
      const megabytes = measured.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
      const [rate, throughput] = [Math.round(events / seconds), Math.round(megabytes / seconds)];
      const what = `gzip _bulk, Security documents ${withMessage ? "with" : "without"} rendered text`;
      const size = Math.round((megabytes * 1e6) / events);
      const says = `${count(rate)} events/s committed, ${throughput} MB/s unpacked (${size} B each), ${count(events)} in ${took(seconds * 1000)}`;
      yield { what: `${what} (aim ≥ 60,000)`, says, values: { rate, throughput, seconds, events } };
      yield spread(`${what}, request → answer`, answers);
      const each = timePerEvent(cpuBefore, cpu, events);
      yield { what: `${what}, processor time for an event`, says: inWords(each), values: each };
    }
    yield* agentDoor(gateway, db);
    const peak = peakMemory(gateway.pid ?? 0);
    yield { what: "gateway, peak resident memory", says: `${peak} MB`, values: { megabytes: peak } };
  } finally {
    await db.close();
    await gateway.stop();
  }
}

/** CURFEW_BENCH_PROFILE names a folder for a profile of the gateway's processor time. */
function profileArgs(): string[] {
  const folder = process.env.CURFEW_BENCH_PROFILE;
  return folder ? ["--cpu-prof", `--cpu-prof-dir=${folder}`] : [];
}

function makeBodies(withMessage: boolean): Body[] {
  return Array.from({ length: REQUESTS + WARM_UP }, (_, n) => {
    const round = Math.floor(n / HOSTS);
    const documents = securityDocuments({
      // Hosts of their own: of those of whom nothing is left but their boots, everything would have to be looked up.
      host: `${withMessage ? "TX" : "WS"}-${String(n % HOSTS).padStart(3, "0")}`,
      count: EVENTS_PER_REQUEST,
      from: FROM + round * EVENTS_PER_REQUEST * 1_000,
      firstRecord: round * EVENTS_PER_REQUEST + 1,
      withMessage,
    });
    const body = bulkBody(documents);
    return { packed: gzipSync(body, { level: 3 }), bytes: Buffer.byteLength(body) };
  });
}

/** As many connections as wait at once; answers in milliseconds. */
async function send(bodies: readonly Body[], authorization: string): Promise<number[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const left = [...bodies];
  const answers: number[] = [];
  const work = async () => {
    for (let body = left.shift(); body; body = left.shift()) {
      const startedAt = performance.now();
      const text = await post(agent, body.packed, authorization);
      if (!text.includes(`"errors":false,"items":[`)) throw new Error(text.slice(0, 300));
      answers.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  agent.destroy();
  return answers;
}

function post(agent: http.Agent, body: Buffer, authorization: string): Promise<string> {
  const headers = {
    authorization,
    "content-type": "application/x-ndjson",
    "content-encoding": "gzip",
    "content-length": body.length,
  };
  return new Promise((resolve, reject) => {
    const request = http.request(
      { port: PORT, path: "/_bulk", method: "POST", agent, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => resolve(Buffer.concat(chunks).toString()));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function peakMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
