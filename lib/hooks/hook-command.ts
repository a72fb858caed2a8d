import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { keptSmall } from "./kept-small";

/** Of nobody else: the database that Curfew starts runs as nobody, and a hook must not be its neighbour. */
const HOOK_UID = 65_533;

export interface HookLimits {
  /** Null: as long as it takes. */
  readonly timeMs: number | null;
  readonly heapMb: number;
  /** Of the whole process, with what is outside the heap. */
  readonly residentMb: number;
  readonly outputBytes: number;
}

export const HOOK_LIMITS: HookLimits = {
  timeMs: 20_000,
  heapMb: 128,
  residentMb: 256,
  outputBytes: 4 * 1024 * 1024,
};

/** Processor seconds after which the kernel ends a hook, whoever waits for it. */
const CPU_SECONDS = 60;

export interface HookCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

let program: Promise<string> | undefined;

/** The program of a hook process as one text: it is handed over, so that the process needs to read no file at all. */
export function hookProgram(): Promise<string> {
  program ??= build({
    entryPoints: [path.resolve("lib/hooks/process/main.ts")],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    logLevel: "silent",
    alias: { "@": process.cwd() },
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  return program;
}

/** How a hook process is started: nothing of the gateway's environment, its own files alone, another user where that can be had. */
export function hookCommand(code: string, filesFolder: string, limits: HookLimits): HookCommand {
  const node = [
    permissionFlag(),
    `--allow-fs-read=${filesFolder}`,
    `--allow-fs-write=${filesFolder}`,
    ...networkFlag(),
    `--max-old-space-size=${limits.heapMb}`,
    "--no-warnings",
    "--no-deprecation",
    "--eval",
    code,
  ];
  const start = { env: bareEnvironment(filesFolder), cwd: filesFolder, ...otherUser(filesFolder) };
  if (process.platform === "win32") return { program: process.execPath, args: node, ...start };
  const script = `ulimit -c 0; ulimit -f 131072; ulimit -t ${CPU_SECONDS}; exec "$@"`;
  const args = ["-c", script, "hook", ...keptSmall(), process.execPath, ...node];
  return { program: "/bin/sh", args, ...start };
}

function permissionFlag(): string {
  return process.allowedNodeEnvironmentFlags.has("--permission")
    ? "--permission"
    : "--experimental-permission";
}

/** Newer Nodes close the network too; a hook is there to call somebody. */
function networkFlag(): string[] {
  return process.allowedNodeEnvironmentFlags.has("--allow-net") ? ["--allow-net"] : [];
}

/** `HOOK_…` is the administrator's way to hand something to scripts. The database and the signing key stay here. */
export function bareEnvironment(filesFolder: string): NodeJS.ProcessEnv {
  const passed = ["TZ", "LANG", "SystemRoot", "NODE_EXTRA_CA_CERTS"];
  const given = Object.entries(process.env).filter(
    ([name]) => passed.includes(name) || name.startsWith("HOOK_"),
  );
  // Prepared for Node's types alone: Next makes NODE_ENV a required name.
  return { ...Object.fromEntries(given), NODE_ENV: "production", CURFEW_HOOK_FILES: filesFolder };
}

/** Only root can be somebody else, and only where that one can reach Node and its own folder. */
function otherUser(filesFolder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  if (!isReachableByAll(process.execPath) || !isReachableByAll(path.dirname(filesFolder))) return {};
  return { uid: HOOK_UID, gid: HOOK_UID };
}

function isReachableByAll(file: string): boolean {
  for (let at = fs.realpathSync(file); ; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Where hooks may write; of the user that they run as. */
export function makeFilesFolder(folder: string): string {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, gid } = otherUser(folder);
  if (uid !== undefined && gid !== undefined) fs.chownSync(folder, uid, gid);
  return fs.realpathSync(folder);
}

export function makeDryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "curfew-dry-run-"));
  return makeFilesFolder(folder);
}
