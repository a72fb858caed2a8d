import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

const preload = pathToFileURL(path.resolve("scripts/stop-with-owner.mjs")).href;

/**
 * Keeps one Node program running: started again when it dies, more slowly each time it dies young.
 * @param {{ name: string, args: string[], env?: Record<string, string>, onLine?: (line: string) => void }} program
 */
export function supervise({ name, args, env = {}, onLine = () => {} }) {
  let child;
  let stopping = false;
  let deaths = 0;
  let timer;

  const start = () => {
    const startedAt = Date.now();
    child = spawn(process.execPath, ["--import", preload, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...env, CURFEW_HAS_OWNER: "1" },
      // Ctrl+C in a terminal goes to the whole group; the owner decides the order of stopping.
      detached: process.platform !== "win32",
    });
    const hear = (stream) => {
      let rest = "";
      stream.setEncoding("utf8").on("data", (text) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.trim()) onLine(line);
      });
    };
    hear(child.stdout);
    hear(child.stderr);
    child.stdin.on("error", () => {});
    child.on("exit", (code, signal) => {
      if (stopping) return;
      deaths = Date.now() - startedAt > 30_000 ? 1 : deaths + 1;
      const pauseMs = Math.min(10_000, 200 * 2 ** deaths);
      console.error(`${name} stopped (${signal ?? `exit ${code}`}); starting it again.`);
      timer = setTimeout(start, pauseMs);
    });
  };
  start();

  return {
    name,
    get pid() {
      return child.pid;
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(force);
    },
  };
}
