import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { applyMigrations } from "./apply-migrations.mjs";
import { generateClient } from "./build.mjs";
import { startPostgres } from "./embedded-postgres.mjs";
import { makeGatewayProcess } from "./gateway-process.mjs";

/**
 * A database of its own and a gateway process in front of it, without the pages; for real shippers and benchmarks. The
 * gateway can be killed and started again.
 * @param {{ port: number, name: string, env?: Record<string, string>, nodeArgs?: string[], settings?: string[] }} options
 */
export async function startScratchGateway({ port, name, env = {}, nodeArgs = [], settings = [] }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `curfew-${name}-`));
  // The database runs as nobody under a root shell, and must be able to enter.
  fs.chmodSync(folder, 0o711);
  let server;
  let gateway;

  async function stop() {
    await gateway?.remove();
    await server?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }

  try {
    await generateClient();
    server = await startPostgres(path.join(folder, "postgres"), { settings });
    await applyMigrations(server.url);
    gateway = await makeGatewayProcess({ databaseUrl: server.url, folder, name, port, env, nodeArgs });
    await gateway.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    folder,
    databaseUrl: server.url,
    databasePid: server.pid,
    log: gateway.log,
    get pid() {
      return gateway.pid;
    },
    kill: gateway.kill,
    start: gateway.start,
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
