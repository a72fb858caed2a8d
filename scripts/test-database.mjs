// Vitest's global set-up: one real PostgreSQL for the run, and a migrated template that every test file copies.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { applyMigrations } from "./apply-migrations.mjs";
import { startPostgres } from "./embedded-postgres.mjs";

export default async function setup(project) {
  const own = process.env.TEST_DATABASE_URL;
  const folder = own ? null : fs.mkdtempSync(path.join(os.tmpdir(), "curfew-test-"));
  // The server runs as nobody under a root shell, and must be able to enter.
  if (folder) fs.chmodSync(folder, 0o711);
  const server = folder ? await startPostgres(path.join(folder, "postgres")) : null;
  const url = own ?? server.url;
  const template = new URL(url);
  template.pathname = "/curfew_template";
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("DROP DATABASE IF EXISTS curfew_template");
  await client.query("CREATE DATABASE curfew_template");
  await client.end();
  await applyMigrations(template.href);
  project.provide("databaseUrl", url);
  return async () => {
    await server?.stop();
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  };
}
