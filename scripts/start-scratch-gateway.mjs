import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import pg from "pg";
import { applyMigrations } from "./apply-migrations.mjs";
import { generateClient } from "./build.mjs";
import { startPostgres } from "./embedded-postgres.mjs";

/**
 * A database of its own and a gateway process in front of it, without the pages; for real shippers and benchmarks. The
 * gateway can be killed and started again.
 * @param {{ port: number, name: string, env?: Record<string, string>, nodeArgs?: string[], settings?: string[] }} options
 */
export async function startScratchGateway({ port, name, env = {}, nodeArgs = [], settings = [] }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `curfew-${name}-`));
  // The database runs as nobody under a root shell, and must be able to enter.
  fs.chmodSync(folder, 0o711);
  const program = path.resolve("dist", `${name}-${process.pid}.mjs`);
  let server;
  let child = null;
  const log = [];
  const url = `http://127.0.0.1:${port}`;

  async function start() {
    child = spawn(process.execPath, [...nodeArgs, program], {
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        ...env,
        NODE_ENV: "production",
        DATABASE_URL: server.url,
        GATEWAY_PORT: String(port),
        CURFEW_BIND: "127.0.0.1",
        CURFEW_GATEWAY_DIR: path.join(folder, "gateway"),
      },
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      log.push(text);
      if (log.length > 1_000) log.shift();
    });
    for (let tries = 0; ; tries++) {
      const answer = await fetch(`${url}/healthz`).catch(() => null);
      if (answer?.status === 200) return;
      if (tries === 200 || child.exitCode !== null)
        throw new Error(`the gateway did not start: ${log.join("")}`);
      await pause(50);
    }
  }

  async function end(signal) {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await gone;
    clearTimeout(late);
  }

  async function stop() {
    await end("SIGTERM");
    await server?.stop();
    fs.rmSync(program, { force: true });
    fs.rmSync(folder, { recursive: true, force: true });
  }

  try {
    await generateClient();
    await build({
      entryPoints: ["gateway/main.ts"],
      outfile: program,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      packages: "external",
      alias: { "server-only": "./scripts/server-only.mjs" },
      logLevel: "error",
      sourcemap: "inline",
    });
    server = await startPostgres(path.join(folder, "postgres"), { settings });
    await applyMigrations(server.url);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    port,
    folder,
    databaseUrl: server.url,
    databasePid: server.pid,
    log,
    get pid() {
      return child?.pid;
    },
    kill: () => end("SIGKILL"),
    start,
    stop,
    /** A token for shippers, as the tokens page makes it. */
    makeToken: () => makeToken(server.url),
  };
}

async function makeToken(databaseUrl) {
  const token = `cf_api_${randomBytes(32).toString("base64url")}`;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO api_token (hash, label, role, scopes, created_by, created_at, expires_at)
       VALUES ($1, 'scratch', 'auditor', '{ingest,read}', '{"kind":"system","name":"cli"}', now(), now() + interval '1 day')`,
      [createHash("sha256").update(token).digest("hex")],
    );
  } finally {
    await client.end();
  }
  return token;
}
