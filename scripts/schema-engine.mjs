// Prisma's schema engine as WebAssembly over an in-memory PGlite: the engine that Prisma would download is not needed.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
export const SCHEMA = "prisma/schema.prisma";
export const MIGRATIONS = "prisma/migrations";

async function loadEngine() {
  const glue = path.join(path.dirname(require.resolve("@prisma/schema-engine-wasm")), "schema_engine_bg.js");
  const engine = await import(glue);
  const wasm = await readFile(glue.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return engine;
}

async function readMigrations() {
  const entries = existsSync(MIGRATIONS) ? await readdir(MIGRATIONS, { withFileTypes: true }) : [];
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lock = path.join(MIGRATIONS, "migration_lock.toml");
  return {
    baseDir: path.resolve(MIGRATIONS),
    shadowDbInitScript: "",
    lockfile: {
      path: "migration_lock.toml",
      content: existsSync(lock) ? await readFile(lock, "utf8") : null,
    },
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok", value: await readFile(path.join(MIGRATIONS, name, "migration.sql"), "utf8") },
        },
      })),
    ),
  };
}

/** SQL that takes the migration history to the schema; empty when they agree. */
export async function diffSchema() {
  const [{ PGlite }, { PrismaPGlite }, { bindMigrationAwareSqlAdapterFactory }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("pglite-prisma-adapter"),
    import("@prisma/driver-adapter-utils"),
  ]);
  const content = await readFile(SCHEMA, "utf8");
  const engine = await loadEngine();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(new PGlite()));
  const schema = await engine.SchemaEngine.new({ datamodels: [[SCHEMA, content]] }, () => {}, adapter);
  const result = await schema.diff({
    from: { tag: "migrations", ...(await readMigrations()) },
    to: { tag: "schemaDatamodel", files: [{ path: SCHEMA, content }] },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
    shadowDatabaseUrl: null,
  });
  return result.exitCode === 0 ? "" : result.stdout;
}
