// Applies prisma/migrations with nothing but pg, in Prisma's own table and with its checksums and lock, so that Prisma's
// tools agree with it wherever their engine can be had.
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";

/** The lock id that Prisma takes. */
const MIGRATION_LOCK = 72707369;

const BOOKS = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** Returns the names of the migrations it applied; several processes at once apply each exactly once. */
export async function applyMigrations(url, folder = "prisma/migrations") {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return await applyMissing(client, folder);
  } finally {
    await client.end();
  }
}

async function applyMissing(client, folder) {
  await client.query(BOOKS);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const { rows } = await client.query(
    "SELECT migration_name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL",
  );
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const unknown = [...known.keys()].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `The database is newer than this Curfew (it knows ${unknown.join(", ")}): update Curfew.`,
    );
  }
  const applied = [];
  for (const name of names) {
    const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
    const checksum = createHash("sha256").update(sql).digest("hex");
    const had = known.get(name);
    if (had === checksum) continue;
    if (had) throw new Error(`Migration ${name} was edited after it was applied: restore the file.`);
    await applyOne(client, name, sql, checksum);
    applied.push(name);
  }
  return applied;
}

async function applyOne(client, name, sql, checksum) {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${name} failed: ${error.message}`, { cause: error });
  }
}
