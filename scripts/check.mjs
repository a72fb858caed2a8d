// npm run check: format, lint, types, rooms, lock file, schema against migrations, dead paths in documents. No database.
import "./node-version.mjs";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { generateClient } from "./build.mjs";
import { checkRooms } from "./check-rooms.mjs";
import { checkLock } from "./complete-lock.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";

ensureInstalled({ dev: true });
await generateClient();

function program(args) {
  const run = spawnSync(process.execPath, args, { encoding: "utf8" });
  return run.status === 0 ? [] : [`${run.stdout}${run.stderr}`.trim()];
}

/** Every path that a document names in back-ticks or links to must be there. */
function deadPaths() {
  const faults = [];
  const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...filesBelow("docs")];
  for (const document of documents.filter((file) => file.endsWith(".md") && fs.existsSync(file))) {
    const text = fs.readFileSync(document, "utf8").replace(/```[\s\S]*?```/g, "");
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) =>
      path.join(path.dirname(document), match[1]),
    );
    const named = [
      ...text.matchAll(
        /`((?:app|components|lib|gateway|agent|cli|e2e|bench|scripts|docs|prisma|bin)\/[\w./()[\]-]*)`/g,
      ),
    ];
    for (const file of [...links, ...named.map((match) => match[1])]) {
      if (!fs.existsSync(file)) faults.push(`${document}: ${file} does not exist`);
    }
  }
  return faults;
}

function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const CHECKS = {
  "format and lint": () => program(["node_modules/@biomejs/biome/bin/biome", "check", "."]),
  types: () => program(["node_modules/typescript/bin/tsc", "-p", "."]),
  rooms: checkRooms,
  "lock file": checkLock,
  "schema and migrations": () => program(["scripts/new-migration.mjs", "--check"]),
  "paths in documents": deadPaths,
};

let failed = 0;
for (const [name, check] of Object.entries(CHECKS)) {
  const startedAt = performance.now();
  const faults = check();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (faults.length > 0) {
    failed += 1;
    console.log(faults.join("\n"));
  }
}
process.exit(failed === 0 ? 0 : 1);
