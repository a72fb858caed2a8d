import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { descendants, findBelow, isAlive } from "../../scripts/hosts/processes.mjs";

export type Part = "web" | "gateway" | "database";

/** `npm start` in a process tree of its own, on a data folder that outlives it. */
export class OwnProduct {
  readonly folder = mkdtempSync(path.join(tmpdir(), "curfew-resilience-"));
  readonly webUrl: string;
  readonly gatewayUrl: string;
  readonly #port: number;
  #child: ChildProcess | null = null;
  #said = "";

  constructor(port: number) {
    this.#port = port;
    this.webUrl = `http://localhost:${port}`;
    this.gatewayUrl = `http://127.0.0.1:${port + 1}`;
    // The database runs as nobody under a root shell, and must be able to enter.
    chmodSync(this.folder, 0o711);
  }

  get databaseUrl(): string {
    return JSON.parse(readFileSync(path.join(this.#data, "running.json"), "utf8")).databaseUrl;
  }

  get pid(): number {
    if (!this.#child?.pid) throw new Error("the product is not started");
    return this.#child.pid;
  }

  get #data(): string {
    return path.join(this.folder, "data");
  }

  /** Resolves with the seconds until it says that it is up. */
  async start(command: readonly string[] = [process.execPath, "scripts/start.mjs"]): Promise<number> {
    const startedAt = performance.now();
    const { DATABASE_URL: _, ...env } = process.env;
    const [program = "", ...args] = command;
    const child = spawn(program, args, {
      env: {
        ...env,
        CURFEW_DATA: this.#data,
        PORT: String(this.#port),
        GATEWAY_PORT: String(this.#port + 1),
        CURFEW_NO_LOCAL_AGENT: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.#said = "";
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (data) => {
          this.#said += data;
          if (this.#said.includes("Curfew is up")) resolve();
        });
      }
      child.once("exit", (code) => reject(new Error(`npm start ended with ${code}: ${this.#said}`)));
    });
    return (performance.now() - startedAt) / 1000;
  }

  /** The process that does a part's work. */
  pidOf(part: Part): number {
    if (part === "gateway") return findBelow(this.pid, "dist/gateway.mjs");
    if (part === "web") return findBelow(this.pid, "next");
    const [pid] = readFileSync(path.join(this.#data, "postgres/pgdata/postmaster.pid"), "utf8").split("\n");
    return Number(pid);
  }

  processes(): number[] {
    return [this.pid, ...descendants(this.pid)];
  }

  /** Nothing of it gets a chance to say goodbye. */
  async killEverything(): Promise<void> {
    const gone = exitOf(this.#child);
    // The owner first: it would start again what it sees dying.
    for (const pid of this.processes()) if (isAlive(pid)) process.kill(pid, "SIGKILL");
    await gone;
  }

  async killOwner(): Promise<void> {
    const gone = exitOf(this.#child);
    process.kill(this.pid, "SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const left = this.processes();
      const gone = exitOf(child);
      child.kill("SIGINT");
      const late = setTimeout(() => {
        for (const pid of left) if (isAlive(pid)) process.kill(pid, "SIGKILL");
      }, 15_000);
      await gone;
      clearTimeout(late);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function exitOf(child: ChildProcess | null): Promise<unknown> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", resolve));
}
