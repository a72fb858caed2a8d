// Holds the table of ARCHITECTURE.md: which room may import which, and which package belongs to which room.
import fs from "node:fs";
import path from "node:path";

/** Room → the rooms it may import (itself always). */
const ROOMS = {
  "lib/domain": [],
  "lib/format": ["lib/domain"],
  "lib/protocol": ["lib/domain"],
  "lib/ingest": ["lib/domain"],
  "lib/storage": ["lib/domain"],
  "lib/auth": ["lib/domain", "lib/protocol", "lib/storage"],
  "lib/hooks": ["lib/domain"],
  "lib/services": ["lib/domain", "lib/protocol", "lib/ingest", "lib/storage", "lib/auth", "lib/hooks"],
  components: ["lib/domain", "lib/format"],
  app: ["lib/domain", "lib/format", "lib/auth", "lib/services", "components"],
  gateway: ["lib/domain", "lib/protocol", "lib/ingest", "lib/auth", "lib/hooks", "lib/services"],
  agent: ["lib/domain", "lib/protocol", "lib/ingest"],
  cli: ["lib/domain", "lib/format", "lib/ingest", "lib/auth", "lib/services"],
  hooks: [],
  e2e: "anything",
  bench: "anything",
  scripts: "anything",
};

/** Package → the rooms that may use it. A package that is not here belongs to nobody. */
const PACKAGES = {
  "@jellybrick/dbus-next": ["agent"],
  "@node-rs/argon2": ["lib/auth"],
  "@prisma/adapter-pg": ["lib/storage"],
  "@prisma/client": ["lib/storage"],
  curfew: ["hooks"],
  esbuild: ["lib/hooks"],
  geist: ["app"],
  koffi: ["agent"],
  next: ["app", "components"],
  nodemailer: ["gateway"],
  pg: ["lib/storage"],
  react: ["app", "components"],
  "react-dom": ["app", "components"],
  saxes: ["lib/ingest"],
  "server-only": ["lib/auth", "lib/services", "app"],
  zod: ["lib/protocol", "lib/auth", "lib/services", "app", "gateway", "agent", "cli"],
};

/** Files at the top that belong to a room, and configuration that belongs to none. */
const TOP_FILES = {
  "proxy.ts": "app",
  "instrumentation.ts": "app",
  "instrumentation-client.ts": "app",
  "next-env.d.ts": null,
  "prisma.config.ts": null,
  "vitest.config.ts": null,
  "playwright.config.ts": null,
};

const isTest = (file) => /\.test\.(ts|tsx|mjs)$/.test(file) || file.includes("/testing/");
const IMPORT =
  /(?:^|[^.\w])(?:import|export)\s(?:[^"'`;]*?\sfrom\s)?["']([^"']+)["']|(?:import|require)\(\s*["']([^"']+)["']\s*\)/gm;

function roomOf(file) {
  const posix = file.split(path.sep).join("/");
  return Object.keys(ROOMS).find((room) => posix === room || posix.startsWith(`${room}/`));
}

/** Paths from the root on. */
function* sources(root, folder = "") {
  for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
    if (["node_modules", "dist", "generated"].includes(entry.name) || entry.name.startsWith(".")) continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(root, file);
    else if (/\.(ts|tsx|mjs|js)$/.test(entry.name)) yield file;
  }
}

/** Where an import leads: a room of ours, a package, or Node itself. */
function target(file, specifier) {
  if (specifier.startsWith("node:")) return { kind: "node" };
  if (specifier.startsWith("@/")) return { kind: "file", file: specifier.slice(2) };
  if (specifier.startsWith(".")) return { kind: "file", file: path.join(path.dirname(file), specifier) };
  const parts = specifier.split("/");
  return { kind: "package", name: specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0] };
}

/** Returns what is wrong, in words; nothing when all is well. */
export function checkRooms(root = ".") {
  const faults = [];
  for (const file of sources(root)) {
    if (
      !file.includes(path.sep) &&
      (file in TOP_FILES ? TOP_FILES[file] === null : /\.config\.m?js$/.test(file))
    )
      continue;
    const room = TOP_FILES[file] ?? roomOf(file);
    if (!room) {
      if (!file.startsWith("bin")) faults.push(`${file}: stands in no room`);
      continue;
    }
    if (ROOMS[room] === "anything") continue;
    for (const match of fs.readFileSync(path.join(root, file), "utf8").matchAll(IMPORT)) {
      const specifier = match[1] ?? match[2];
      const to = target(file, specifier);
      const fault = judge(file, room, to);
      if (fault) faults.push(`${file}: ${fault} (${specifier})`);
    }
  }
  return faults;
}

function judge(file, room, to) {
  if (to.kind === "node" || isTest(file)) return null;
  if (to.kind === "package") {
    const owners = PACKAGES[to.name];
    if (!owners) return `${to.name} belongs to no room: give it one in scripts/check-rooms.mjs`;
    return owners.includes(room) ? null : `${to.name} belongs to ${owners.join(", ")}`;
  }
  if (to.file.split(path.sep).includes("testing")) return "only tests may import a testing folder";
  const other = roomOf(to.file);
  if (!other || other === room) return null;
  return ROOMS[room].includes(other) ? null : `${room} may not import ${other}`;
}
