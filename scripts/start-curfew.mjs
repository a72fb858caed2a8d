import { execFile } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { applyMigrations } from "./apply-migrations.mjs";
import { buildStale } from "./build.mjs";
import { dataFolder, requireWritable, startPostgres } from "./embedded-postgres.mjs";
import { supervise } from "./supervise.mjs";

const run = promisify(execFile);
/** What a killed start left running has this long to end. */
const LAST_WORDS_MS = 5_000;
/**
 * Web holds little and lets go of much: pieces of uploads, rows, pages. A small young generation, and on glibc a malloc that
 * gives back what is freed, take a hundred megabytes off it, and no time.
 */
const WEB_HEAP = ["--max-semi-space-size=4"];
const WEB_MALLOC = { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "131072" };

/**
 * Starts database, gateway, web, the agent of this machine and the demo fleet.
 * @returns {Promise<{ webUrl: string, gatewayUrl: string, databaseUrl: string, setUpUrl: string | null, stop(): Promise<void> }>}
 */
export async function startCurfew({ demo = false, dev = false, say = console.log } = {}) {
  const startedAt = performance.now();
  const port = portFrom("PORT", 3000);
  const gatewayPort = portFrom("GATEWAY_PORT", 3001);
  const data = dataFolder();
  const running = [];
  const stop = async () => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };
  try {
    const patienceMs = wasKilled(data) ? LAST_WORDS_MS : 0;
    await requireFree(port, "PORT", patienceMs);
    await requireFree(gatewayPort, "GATEWAY_PORT", patienceMs);
    requireWritable(data);
    const ownDatabase = process.env.DATABASE_URL;
    if (ownDatabase) await requireReachable(ownDatabase);
    const building = buildStale({ pages: !dev, say });
    // The database starts while the build runs; a failing build must not leave it behind unheard.
    building.catch(() => {});
    const databaseUrl = ownDatabase || (await openDatabase(data, running, say));
    const applied = await applyMigrations(databaseUrl);
    const built = await building;
    if (built.length > 0) say(`Built ${built.join(" and ")}.`);
    if (applied.length > 0)
      say(`Database brought up to date (${applied.length} migration${applied.length > 1 ? "s" : ""}).`);

    const gatewayUrl = `http://${os.hostname()}:${gatewayPort}`;
    const env = {
      NODE_ENV: dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      CURFEW_DATA: data,
      DATABASE_URL: databaseUrl,
      CURFEW_EMBEDDED_DATABASE: ownDatabase ? "" : "1",
      GATEWAY_PORT: String(gatewayPort),
      CURFEW_GATEWAY_DIR: path.join(data, "gateway"),
      PORT: String(port),
    };
    const log = logFile(data);
    // The command line finds the running product here.
    const note = { databaseUrl, gatewayUrl, pid: process.pid };
    fs.writeFileSync(path.join(data, "running.json"), JSON.stringify(note), { mode: 0o600 });
    running.push({ stop: async () => fs.rmSync(path.join(data, "running.json"), { force: true }) });
    const cli = (...args) =>
      run(process.execPath, ["dist/curfew.mjs", ...args], { env: { ...process.env, ...env } });

    running.push(supervise({ name: "Gateway", args: ["dist/gateway.mjs"], env, onLine: log("gateway") }));
    const next = ["node_modules/next/dist/bin/next", dev ? "dev" : "start", "-p", String(port)];
    const web = { args: [...WEB_HEAP, ...next], env: { ...WEB_MALLOC, ...env } };
    running.push(supervise({ name: "Web", ...web, onLine: log("web") }));
    await Promise.all([
      untilAnswers(`http://127.0.0.1:${gatewayPort}/healthz`, "The gateway", data),
      untilAnswers(`http://127.0.0.1:${port}/sign-in`, "The web server", data),
    ]);

    const webUrl = process.env.APP_ORIGIN ?? `http://localhost:${port}`;
    const { token } = JSON.parse((await cli("set-up-link", "--json")).stdout || "{}");
    const setUpUrl = token ? `${webUrl}/set-up?token=${token}` : null;
    say(`\nCurfew is up (${((performance.now() - startedAt) / 1000).toFixed(1)} s).`);
    say(setUpUrl ? `  Set it up:  ${setUpUrl}` : `  Open:       ${webUrl}`);
    say(`  Gateway:    ${gatewayUrl}  (agents enrol here)`);

    const agent = { cli, env, data, gatewayUrl: `http://127.0.0.1:${gatewayPort}`, log };
    const own = await startOwnAgent(agent);
    if (own.part) running.push(own.part);
    say(`  This host:  ${own.says}`);
    if (demo) {
      running.push(await startDemoFleet(agent));
      say("  Demo fleet: 60 simulated hosts log on here in a moment; nobody in it is real.");
    }
    say("\nCtrl+C stops everything.");
    return { webUrl, gatewayUrl: agent.gatewayUrl, databaseUrl, setUpUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portFrom(name, fallback) {
  const text = process.env[name] ?? String(fallback);
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name} is "${text}": set it to a number from 1 to 65535.`);
}

/** The start before this one was killed: what it had started is ending by itself. */
function wasKilled(data) {
  const file = path.join(data, "running.json");
  if (!fs.existsSync(file)) return false;
  try {
    process.kill(JSON.parse(fs.readFileSync(file, "utf8")).pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function requireFree(port, name, patienceMs) {
  const endAt = Date.now() + patienceMs;
  for (;;) {
    const error = await listenOnce(port);
    if (!error) return;
    if (error.code === "EADDRINUSE" && Date.now() < endAt) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const why = error.code === "EACCES" ? "is not allowed for this user" : "is taken";
    throw new Error(`Port ${port} ${why}: stop what uses it, or set ${name} to another port.`);
  }
}

function listenOnce(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", resolve);
    probe.listen(port, () => probe.close(() => resolve(null)));
  });
}

async function openDatabase(data, running, say) {
  const folder = path.join(data, "postgres");
  let server = await startPostgres(folder, { onExit: restart });
  let stopping = false;
  async function restart() {
    if (stopping) return;
    say("The database stopped; starting it again.");
    try {
      server = await startPostgres(folder, { onExit: restart });
    } catch (error) {
      say(`${error.message} Curfew goes on as soon as it can be started; trying again in 5 s.`);
      setTimeout(restart, 5_000);
    }
  }
  running.push({
    stop() {
      stopping = true;
      return server.stop();
    },
  });
  return server.url;
}

async function requireReachable(url) {
  let client;
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error("it does not begin with postgresql://");
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    await client.connect();
    const { rows } = await client.query("SHOW server_version_num");
    if (Number(rows[0].server_version_num) < 150_000) {
      throw new Error(
        `it is version ${Math.floor(rows[0].server_version_num / 10_000)}, and 15 or newer is needed`,
      );
    }
  } catch (error) {
    throw new Error(
      `The database of DATABASE_URL does not serve (${error.message || error.code}): start it or mend the address.`,
      { cause: error },
    );
  } finally {
    await client?.end().catch(() => {});
  }
}

/** Programs speak JSON lines into files; the terminal is for people. */
function logFile(data) {
  const folder = path.join(data, "logs");
  fs.mkdirSync(folder, { recursive: true });
  return (name) => {
    const file = path.join(folder, `${name}.log`);
    if (fs.existsSync(file) && fs.statSync(file).size > 20 * 1024 * 1024) fs.renameSync(file, `${file}.1`);
    const stream = fs.createWriteStream(file, { flags: "a" });
    return (line) => stream.write(`${line}\n`);
  };
}

async function untilAnswers(url, name, data) {
  // A busy machine that draws its first page from sources takes more than a minute.
  const end = Date.now() + 180_000;
  for (;;) {
    try {
      const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
      if (answer.status < 500) return;
    } catch {
      // not listening yet
    }
    if (Date.now() > end)
      throw new Error(`${name} did not come up within three minutes: see ${path.join(data, "logs")}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function makeToken(cli, label, uses) {
  const made = await cli("enrolment-token", "create", "--label", label, "--uses", String(uses), "--json");
  return JSON.parse(made.stdout).token;
}

async function startOwnAgent({ cli, env, data, gatewayUrl, log }) {
  if (process.env.CURFEW_NO_LOCAL_AGENT) return { says: "no agent (CURFEW_NO_LOCAL_AGENT is set)" };
  const found = await run(process.execPath, ["dist/agent.cjs", "probe"]).catch((error) => ({
    says: error.stdout,
  }));
  if (found.says !== undefined) {
    return {
      says: found.says.trim() || "has no session manager that an agent could speak to; enrol other hosts",
    };
  }
  const state = path.join(data, "agent");
  if (!fs.existsSync(path.join(state, "agent.json"))) {
    const token = path.join(data, "agent-token");
    fs.writeFileSync(token, await makeToken(cli, "this machine", 1), { mode: 0o600 });
    try {
      await run(process.execPath, [
        "dist/agent.cjs",
        "enrol",
        "--server",
        gatewayUrl,
        "--token-file",
        token,
        "--state",
        state,
      ]);
    } catch (error) {
      return { says: `could not be enrolled: ${String(error.stderr).trim()}` };
    } finally {
      fs.rmSync(token, { force: true });
    }
  }
  const part = supervise({
    name: "Agent",
    args: ["dist/agent.cjs", "run", "--state", state],
    env,
    onLine: log("agent"),
  });
  return { part, says: `${os.hostname()} is enrolled; its sessions are listed` };
}

async function startDemoFleet({ cli, env, data, gatewayUrl, log }) {
  const state = path.join(data, "demo-fleet");
  fs.mkdirSync(state, { recursive: true, mode: 0o700 });
  const directory = path.join(state, "associates.json");
  const token = path.join(state, "token");
  if (!fs.existsSync(token)) fs.writeFileSync(token, await makeToken(cli, "demo fleet", 80), { mode: 0o600 });
  await run(process.execPath, ["dist/demo-fleet.cjs", "associates", "--out", directory]);
  await cli("associates", "import", directory);
  const args = [
    "dist/demo-fleet.cjs",
    "run",
    "--server",
    gatewayUrl,
    "--token-file",
    token,
    "--state",
    state,
  ];
  return supervise({ name: "Demo fleet", args, env, onLine: log("demo-fleet") });
}
