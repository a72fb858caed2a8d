import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";

/** A gateway in a process of its own, so that it can be killed in the middle of what it does. */
export interface GatewayProcess {
  /** Starts it, the first time or again; answers its port. */
  start(): Promise<number>;
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export async function makeGatewayProcess(databaseUrl: string): Promise<GatewayProcess> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "curfew-killed-"));
  // Its packages are found from here.
  const program = path.resolve("dist", `killed-${path.basename(folder)}.mjs`);
  await build({
    entryPoints: ["gateway/main.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "server-only": "./scripts/server-only.mjs" },
    logLevel: "error",
  });
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  return {
    async start() {
      child = spawn(process.execPath, [program], {
        stdio: ["ignore", "ignore", "pipe"],
        env: {
          ...process.env,
          NODE_ENV: "production",
          DATABASE_URL: databaseUrl,
          GATEWAY_PORT: "0",
          CURFEW_BIND: "127.0.0.1",
          CURFEW_GATEWAY_DIR: path.join(folder, "gateway"),
          CURFEW_DATA: path.join(folder, "data"),
        },
      });
      return portOf(child);
    },
    kill,
    async remove() {
      await kill();
      rmSync(program, { force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function portOf(child: ChildProcess): Promise<number> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    if (child.stderr) {
      createInterface({ input: child.stderr }).on("line", (line) => {
        said.push(line);
        const port = /"the gateway listens".*"port":(\d+)/.exec(line)?.[1];
        if (port) resolve(Number(port));
      });
    }
    child.once("exit", (code) =>
      reject(new Error(`the gateway ended (${code}) before it listened: ${said.join(" ")}`)),
    );
  });
}
