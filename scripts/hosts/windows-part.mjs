import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { bundleAgent } from "./bundle-agent.mjs";
import { HOSTS_FOLDER } from "./debian-root.mjs";
import {
  compileDll,
  ensureWine,
  layKoffiForWindows,
  NODE_MAJORS,
  nodeForWindows,
  runInWine,
  stopWine,
  windowsPath,
} from "./windows-tools.mjs";

const PROJECT = path.join(import.meta.dirname, "../..");
const STAND_IN = path.join(PROJECT, "agent/testing/windows-stand-in");
const BINDINGS = path.join(PROJECT, "agent/windows");
const IMPORT_LIBRARIES = "/usr/x86_64-w64-mingw32/lib";

/**
 * The agent for Windows under Wine, on each Node that it supports: its bindings, and the contract that every platform
 * passes. Sessions, logons, event logs and audit policy are a stand-in; registry, boot time, tokens and files are Wine's.
 */
export async function windowsPart({ check, undo }) {
  ensureWine();
  undo(async () => stopWine());
  mkdirSync(HOSTS_FOLDER, { recursive: true });
  const folder = mkdtempSync(path.join(HOSTS_FOLDER, "windows-part-"));
  undo(async () => rmSync(folder, { recursive: true, force: true }));
  try {
    layKoffiForWindows(folder);
    const library = path.join(folder, "stand-in.dll");
    const sources = readdirSync(STAND_IN).filter((name) => name.endsWith(".c"));
    compileDll(
      sources.map((name) => path.join(STAND_IN, name)),
      library,
      ["advapi32"],
    );
    await bundleAgent("agent/testing/windows-contract.ts", path.join(folder, "contract.cjs"), "cjs", "win32");
    await bundleAgent("agent/main.ts", path.join(folder, "agent.cjs"), "cjs", "win32");
    await check("every call is exported by the library it is looked for in", async () => exportsAll());
    for (const major of NODE_MAJORS) await runContract({ check, folder, library, major });
  } finally {
    stopWine();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runContract({ check, folder, library, major }) {
  const node = nodeForWindows(major);
  await check(`Node ${major}: the agent's own program starts, and says its version`, async () => {
    const { status, stdout, stderr } = await runInWine(node, [program(folder, "agent.cjs"), "--version"]);
    if (status !== 0 || !/^\d+\.\d+\.\d+\n$/.test(stdout)) throw new Error(`${status}: ${stdout} ${stderr}`);
  });
  const results = path.join(folder, `results-${major}.jsonl`);
  const files = [library, results, path.join(folder, `state-${major}`)].map(windowsPath);
  const { status, stderr } = await runInWine(node, [program(folder, "contract.cjs"), ...files], {
    timeoutMs: 400_000,
  });
  const lines = existsSync(results) ? readFileSync(results, "utf8").trim().split("\n") : [];
  for (const { name, problem } of lines.map((line) => JSON.parse(line))) {
    await check(`Node ${major}: ${name}`, async () => {
      if (problem) throw new Error(problem);
    });
  }
  await check(`Node ${major}: the contract ran to its end`, async () => {
    if (status !== 0 || lines.length === 0) throw new Error(`${status} ${stderr.trim().slice(-1_500)}`);
  });
}

function program(folder, name) {
  return windowsPath(path.join(folder, name));
}

/** Against the import libraries of the compiler, which were made from Windows' own DLLs. */
function exportsAll() {
  const source = readdirSync(BINDINGS)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(path.join(BINDINGS, name), "utf8"))
    .join("\n");
  const calls = [...source.matchAll(/__stdcall (\w+)\(/g)].map(([, name]) => name);
  const exported = ["wtsapi32", "wevtapi", "secur32", "advapi32", "ntdll", "kernel32"].flatMap(exportsOf);
  const missing = calls.filter((name) => !exported.includes(name));
  if (calls.length < 25) throw new Error(`only ${calls.length} calls were found in ${BINDINGS}`);
  if (missing.length > 0) throw new Error(`nobody exports ${missing.join(", ")}`);
}

function exportsOf(library) {
  const file = path.join(IMPORT_LIBRARIES, `lib${library}.a`);
  const { stdout } = spawnSync("x86_64-w64-mingw32-nm", [file], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...stdout.matchAll(/ T (\w+)$/gm)].map(([, name]) => name);
}
