// A lock file made on one platform can lack the optional builds of others, and `npm ci` then refuses it there.
// node scripts/complete-lock.mjs adds them; `npm run check` says when that is due.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const LOCK = "package-lock.json";
const SYSTEMS = [
  "darwin",
  "win32",
  "linux",
  "android",
  "freebsd",
  "openbsd",
  "netbsd",
  "sunos",
  "aix",
  "openharmony",
];
const PROCESSORS = [
  "arm64",
  "x64",
  "ia32",
  "arm",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

function isInstalledFor(packages, owner, name) {
  for (let folder = owner; ; ) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (!folder) return false;
    folder = folder.includes("/node_modules/") ? folder.slice(0, folder.lastIndexOf("/node_modules/")) : "";
  }
}

function* missingOptionals(packages) {
  for (const [owner, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isInstalledFor(packages, owner, name)) yield { name, version, dev: Boolean(entry.dev) };
    }
  }
}

function stub({ name, version, dev }) {
  const words = name.split(/[/-]/);
  const system = SYSTEMS.find((os) => words.includes(os)) ?? (words.includes("windows") ? "win32" : null);
  const processor = PROCESSORS.find((cpu) => words.includes(cpu));
  return {
    version: version.replace(/^[\^~]/, ""),
    ...(processor ? { cpu: [processor] } : {}),
    ...(system ? { os: [system] } : {}),
    ...(dev ? { dev: true } : {}),
    optional: true,
  };
}

/** Returns what is wrong with the lock file, in words; nothing when all is well. */
export function checkLock(file = LOCK) {
  const { packages } = JSON.parse(fs.readFileSync(file, "utf8"));
  const name = path.basename(file);
  const faults = [...missingOptionals(packages)].map(
    (missing) =>
      `${name}: ${missing.name} is missing for other platforms: run node scripts/complete-lock.mjs`,
  );
  for (const [owner, entry] of Object.entries(packages)) {
    if (entry.resolved) faults.push(`${name}: ${owner} records a download address`);
  }
  return faults;
}

/** Adds what is missing, in npm's own order; answers how much that was. */
export function completeLock(file = LOCK) {
  const lock = JSON.parse(fs.readFileSync(file, "utf8"));
  const missing = [...missingOptionals(lock.packages)];
  for (const item of missing) lock.packages[`node_modules/${item.name}`] = stub(item);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  return missing.length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) console.log(`added ${completeLock()}`);
