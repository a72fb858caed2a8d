#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dataFolder } from "../scripts/embedded-postgres.mjs";

const args = process.argv.slice(2);
const isAgent = args[0] === "agent";
const root = fileURLToPath(new URL("..", import.meta.url));
const program = `${root}dist/${isAgent ? "agent.cjs" : "curfew.mjs"}`;
if (!existsSync(program)) {
  console.error("Curfew is not built yet: run npm start once, or node scripts/build.mjs.");
  process.exit(2);
}
const running = `${dataFolder(root)}/running.json`;
const databaseUrl =
  process.env.DATABASE_URL ??
  (existsSync(running) ? JSON.parse(readFileSync(running, "utf8")).databaseUrl : undefined);
const run = spawnSync(process.execPath, [program, ...(isAgent ? args.slice(1) : args)], {
  stdio: "inherit",
  env: { ...process.env, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) },
});
process.exit(run.status ?? 1);
