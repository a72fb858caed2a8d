import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { SERVED } from "./served.mjs";

const KEPT_LINES = 1_000;
const STOP_PATIENCE_MS = 10_000;

/**
 * A gateway in a process of its own, so that it can be killed in the middle of what it does. Its keys and files are in `folder`,
 * which the caller makes and removes.
 * @param {{ databaseUrl: string, folder: string, name: string, port?: number, env?: Record<string, string>, nodeArgs?: string[] }} options
 */
export async function makeGatewayProcess({ databaseUrl, folder, name, port = 0, env = {}, nodeArgs = [] }) {
  // Its packages are found from here.
  const program = path.resolve("dist", `${name}-${process.pid}.mjs`);
  const log = [];
  let child = null;
  await build({ ...SERVED, entryPoints: ["gateway/main.ts"], outfile: program, sourcemap: "inline" });

  /** The first time or again; answers its port. */
  async function start() {
    child = spawn(process.execPath, [...nodeArgs, program], {
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        ...env,
        NODE_ENV: "production",
        DATABASE_URL: databaseUrl,
        GATEWAY_PORT: String(port),
        CURFEW_BIND: "127.0.0.1",
        CURFEW_GATEWAY_DIR: path.join(folder, "gateway"),
        CURFEW_DATA: path.join(folder, "data"),
      },
    });
    return portOf(child, log);
  }

  async function end(signal) {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
    await gone;
    clearTimeout(late);
  }

  return {
    log,
    get pid() {
      return child?.pid;
    },
    start,
    kill: () => end("SIGKILL"),
    async remove() {
      await end("SIGTERM");
      fs.rmSync(program, { force: true });
    },
  };
}

/** @returns {Promise<number>} */
function portOf(child, log) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      log.push(line);
      if (log.length > KEPT_LINES) log.shift();
      const port = /"the gateway listens".*"port":(\d+)/.exec(line)?.[1];
      if (port) resolve(Number(port));
    });
    child.once("exit", (code) =>
      reject(new Error(`the gateway ended (${code}) before it listened: ${log.join("\n")}`)),
    );
  });
}
