import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { took } from "@/lib/format/duration";
import type { Figure } from "./figure";

const PORT = "3250";

/** From a fresh clone of the committed state, with a warm npm cache, to the first page; then the second start. */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "curfew-clone-"));
  execFileSync("chmod", ["711", folder]);
  try {
    const clone = path.join(folder, "curfew");
    execFileSync("git", ["clone", "-q", ".", clone]);
    const first = await startAndStop(clone);
    const second = await startAndStop(clone);
    return [
      { what: "fresh clone, warm npm cache → first page", says: took(first), values: { ms: first } },
      { what: "second start → first page (aim < 5 s)", says: took(second), values: { ms: second } },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startAndStop(clone: string): Promise<number> {
  const startedAt = performance.now();
  const env = { ...process.env, PORT, GATEWAY_PORT: "3251", CURFEW_NO_LOCAL_AGENT: "1" };
  const { DATABASE_URL: _, CURFEW_DATA: __, ...clean } = env as NodeJS.ProcessEnv;
  const child = spawn("npm", ["start"], {
    cwd: clone,
    env: clean,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  try {
    return await new Promise<number>((resolve, reject) => {
      child.stdout.on("data", (data) => {
        if (String(data).includes("Curfew is up")) resolve(performance.now() - startedAt);
      });
      child.once("exit", (code) => reject(new Error(`npm start ended with ${code}`)));
    });
  } finally {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await gone;
  }
}
