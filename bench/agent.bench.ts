import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import { Spool } from "@/agent/spool";
import { count } from "@/lib/format/count";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { installAgent } from "../scripts/hosts/agent-part.mjs";
import { bundleAgent } from "../scripts/hosts/bundle-agent.mjs";
import { ensureRoot, skipReason } from "../scripts/hosts/debian-root.mjs";
import { makeToken } from "../scripts/hosts/loop-part.mjs";
import { ProductFacts, until } from "../scripts/hosts/product-facts.mjs";
import { RealHost } from "../scripts/hosts/real-host.mjs";
import { startScratchGateway } from "../scripts/start-scratch-gateway.mjs";
import type { Figure } from "./figure";

const PORT = 3363;
const SPOOLED = 200_000;
/** As the agent moves them from the log to the disk. */
const BATCH = 250;
const SETTLE_MS = 20_000;
const REST_MS = 75_000;

/** What the agent costs the host it is on: its size, its spool, and what it takes while nothing happens. */
export async function* run(): AsyncGenerator<Figure> {
  const folder = mkdtempSync(path.join(tmpdir(), "curfew-agent-bench-"));
  try {
    yield await size(folder);
    yield spool(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const reason = skipReason();
  if (reason) yield { what: "at rest on a real host", says: `not measured: ${reason}`, values: {} };
  else yield await atRest();
}

async function size(folder: string): Promise<Figure> {
  const minified = await bundleAgent("agent/main.ts", path.join(folder, "agent.cjs"));
  const outfile = path.join(folder, "plain.cjs");
  await build({
    entryPoints: ["agent/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    loader: { ".service": "text" },
    logLevel: "error",
  });
  const plain = statSync(outfile).size;
  const says = `${Math.round(minified / 1000)} kB in one file; ${Math.round(plain / 1000)} kB before it is minified`;
  return { what: "the agent's bundle (aim ≤ 300 kB)", says, values: { minified, plain } };
}

/** Batches with a cursor, each on disk before the next. */
function spool(folder: string): Figure {
  const store = new Spool(folder, 1e9);
  const batches = Array.from({ length: SPOOLED / BATCH }, (_, i) => logons(i * BATCH));
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (const [i, events] of batches.entries()) store.append(events, `cursor-${i}`);
  const ms = performance.now() - startedAt;
  const used = process.cpuUsage(cpu);
  let read = 0;
  for (let taken = store.peek(2_000, 4e6); taken.batches > 0; taken = store.peek(2_000, 4e6)) {
    read += taken.events.length;
    store.acknowledge(taken.batches);
  }
  store.close();
  if (read !== SPOOLED) throw new Error(`${read} of ${SPOOLED} events came back`);
  const perSecond = Math.round((SPOOLED / ms) * 1000);
  const perCpuSecond = Math.round((SPOOLED / (used.user + used.system)) * 1_000_000);
  const says = `${count(perSecond)}/s with fdatasync for every ${BATCH}; ${count(perCpuSecond)} in a second of processor`;
  return { what: "events into the spool (aim ≥ 50,000/s)", says, values: { perSecond, perCpuSecond } };
}

function logons(from: number): ReportedEvent[] {
  return Array.from({ length: BATCH }, (_, i) => ({
    log: "logind",
    recordId: from + i,
    at: Date.UTC(2026, 0, 1) + from + i,
    eventId: 1,
    boot: "5f1c1e0a2d9b4c7f8f3d0b1a9c8e7d6f",
    sid: "uid:1000@5f1c1e0a2d9b4c7f8f3d0b1a9c8e7d6f",
    userName: "alice",
    domainName: null,
    logonId: null,
    linkedLogonId: null,
    logonType: null,
    elevated: null,
    logonProcessName: null,
    processName: null,
    sessionId: String(from + i),
    address: null,
    workstation: null,
    previousAt: null,
    newAt: null,
    reason: null,
    raw: { MESSAGE_ID: "8d45620c1a4348dbb17410da57c60c66", SESSION_ID: String(from + i), USER_ID: "alice" },
  }));
}

/** The packaged agent under its hardened unit, with a gateway that holds its poll. */
async function atRest(): Promise<Figure> {
  const gateway = await startScratchGateway({ port: PORT, name: "rest" });
  const host = new RealHost({ name: "h3", address: "127.0.1.3", port: 2233, root: ensureRoot() });
  const facts = new ProductFacts(gateway.databaseUrl, "h3");
  try {
    host.prepare([{ name: "alice", fullName: "Alice Ng" }]);
    await host.boot();
    await installAgent(host, { serverUrl: gateway.url, token: await makeToken(gateway.databaseUrl) });
    await until("its first report", async () => (await facts.agents()).length === 1);
    await pause(SETTLE_MS);
    const before = await costOf(host);
    const startedAt = performance.now();
    await pause(REST_MS);
    const after = await costOf(host);
    if (after.pid !== before.pid) throw new Error("the agent was restarted while it was measured");
    const percent = ((after.cpuMs - before.cpuMs) / (performance.now() - startedAt)) * 100;
    const says = `${percent.toFixed(3)} % of a processor over ${REST_MS / 1000} s, ${after.rssMb.toFixed(0)} MB`;
    const values = { percent, rssMb: after.rssMb };
    return { what: "at rest on a real host (aim ≤ 0.1 %, ≤ 60 MB)", says, values };
  } finally {
    await facts.close();
    await host.remove();
    await gateway.stop();
  }
}

async function costOf(host: RealHost) {
  const shown = await host.run("systemctl", ["show", "-p", "MainPID", "--value", "curfew-agent"]);
  const pid = Number(shown.output.trim());
  const run = await host.run("sh", [
    "-c",
    `cat /proc/${pid}/task/*/schedstat; grep VmRSS /proc/${pid}/status`,
  ]);
  const lines = run.output.trim().split("\n");
  const rssMb = Number(/(\d+) kB/.exec(lines.at(-1) ?? "")?.[1]) / 1000;
  const cpuMs = lines.slice(0, -1).reduce((sum, line) => sum + Number(line.split(" ")[0]) / 1e6, 0);
  return { pid, cpuMs, rssMb };
}
