// Generates the Prisma client, builds the pages and bundles gateway, agent and command line — what is stale of it.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { agentFor } from "./agent-for.mjs";
import { checkScriptBudget } from "./script-budget.mjs";
import { SERVED } from "./served.mjs";

const SOURCES = [
  "app",
  "components",
  "lib",
  "gateway",
  "agent",
  "cli",
  "prisma/schema.prisma",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
  "scripts/agent-for.mjs",
  "scripts/build.mjs",
  "scripts/script-budget.mjs",
  "scripts/served.mjs",
];
const QUIET = { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };

function fingerprint(sources) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap(filesOf).sort()) {
    hash.update(file).update("\0").update(fs.readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesOf(entry) {
  if (!fs.existsSync(entry)) return [];
  if (fs.statSync(entry).isFile()) return [entry];
  return fs
    .readdirSync(entry, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile() && !/\.test\.tsx?$/.test(item.name))
    .map((item) => path.join(item.parentPath, item.name))
    .filter((file) => !file.includes(`${path.sep}generated${path.sep}`));
}

function isFresh(stamp, print) {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === print;
}

function run(name, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...QUIET, ...env },
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} failed:\n${output.trim()}`));
    });
  });
}

export async function generateClient() {
  const stamp = "lib/storage/generated/.curfew-generated";
  const print = fingerprint(["prisma/schema.prisma", "package-lock.json"]);
  if (isFresh(stamp, print)) return;
  // Prisma only checks that a schema engine exists; generating never runs it, and fetching it needs the internet.
  await run("prisma generate", ["node_modules/prisma/build/index.js", "generate"], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  });
  fs.writeFileSync(stamp, print);
}

export async function bundle() {
  const { build } = await import("esbuild");
  const shared = { bundle: true, platform: "node", target: "node20", logLevel: "error", sourcemap: "linked" };
  const served = { ...shared, ...SERVED };
  await Promise.all([
    build({ ...served, entryPoints: ["gateway/main.ts"], outfile: "dist/gateway.mjs" }),
    build({ ...served, entryPoints: ["cli/main.ts"], outfile: "dist/curfew.mjs" }),
    // The agent travels alone to hosts that have nothing but Node.
    build({ ...shared, ...agentFor("linux"), entryPoints: ["agent/main.ts"], outfile: "dist/agent.cjs" }),
    build({
      ...shared,
      ...agentFor("win32"),
      entryPoints: ["agent/main.ts"],
      outfile: "dist/agent-windows.cjs",
    }),
    build({
      ...shared,
      format: "cjs",
      entryPoints: ["agent/demo-fleet/main.ts"],
      outfile: "dist/demo-fleet.cjs",
    }),
  ]);
}

/** Returns what was built. `pages: false` leaves Next to its own development server; `say` hears it before the wait. */
export async function buildStale({ pages = true, say = () => {} } = {}) {
  const print = fingerprint(SOURCES);
  const built = [];
  if (pages && !isFresh(".next/curfew-built", print)) say("Building programs and pages…");
  await generateClient();
  if (!isFresh("dist/.curfew-built", print)) {
    await bundle();
    fs.writeFileSync("dist/.curfew-built", print);
    built.push("programs");
  }
  if (pages && !isFresh(".next/curfew-built", print)) {
    await run("next build", ["node_modules/next/dist/bin/next", "build"]);
    checkScriptBudget();
    fs.writeFileSync(".next/curfew-built", print);
    built.push("pages");
  }
  return built;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const startedAt = performance.now();
  const built = await buildStale().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(built.length > 0 ? `built ${built.join(" and ")} in ${seconds} s` : "nothing to build");
}
