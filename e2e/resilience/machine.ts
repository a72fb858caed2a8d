import { fork } from "node:child_process";
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import type { LogOnOptions, SimulatedAccount } from "@/agent/simulated/simulated-session";
import type { ReportedSession } from "@/lib/protocol/messages";
import type { MachineSpec } from "./machine-program";

const PROGRAM = "machine.mjs";

export interface Machine {
  readonly name: string;
  logOn(account: SimulatedAccount, options?: LogOnOptions): Promise<string>;
  sessions(): Promise<ReportedSession[]>;
  /** For each session whose logoff was asked for since the last call: how often. */
  asked(): Promise<number[]>;
  /** How many records the machine's own logs hold. */
  records(): Promise<number>;
  killAgent(): Promise<void>;
  kill(): Promise<void>;
}

export async function bundleMachine(folder: string): Promise<void> {
  await build({
    entryPoints: ["e2e/resilience/machine-program.ts"],
    outfile: path.join(folder, PROGRAM),
    bundle: true,
    platform: "node",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
}

/** Resolves once its agent is enrolled. */
export async function startMachine(folder: string, spec: Omit<MachineSpec, "stateDir">): Promise<Machine> {
  const stateDir = mkdtempSync(path.join(folder, `${spec.name}-`));
  const child = fork(path.join(folder, PROGRAM), {
    env: { ...process.env, CURFEW_MACHINE: JSON.stringify({ ...spec, stateDir }) },
    stdio: ["ignore", "ignore", process.env.CURFEW_E2E_LOUD ? "inherit" : "ignore", "ipc"],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let calls = 0;
  child.on("message", ({ id, value }: { id: number; value: unknown }) => {
    waiting.get(id)?.resolve(value);
    waiting.delete(id);
  });
  child.on("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error(`${spec.name} stopped`));
  });
  const answer = (id: number) =>
    new Promise<never>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  const call = (method: string, ...args: readonly unknown[]) => {
    const answered = answer(++calls);
    child.send({ id: calls, method, args });
    return answered;
  };
  await answer(0);
  return {
    name: spec.name,
    logOn: (...args) => call("logOn", ...args),
    sessions: () => call("sessions"),
    asked: () => call("asked"),
    records: () => call("records"),
    killAgent: () => call("killAgent"),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      // Its agent notices that the line is cut, and ends.
      child.kill("SIGKILL");
      await gone;
    },
  };
}
