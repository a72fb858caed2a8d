import { type ChildProcess, fork } from "node:child_process";
import { readIdentity } from "@/agent/agent-state";
import { systemClock } from "@/agent/clock";
import { enrolAgent } from "@/agent/enrol";
import type { Platform, PlatformChange } from "@/agent/platform";
import { runAgent } from "@/agent/run-agent";
import { SimulatedHost } from "@/agent/simulated/simulated-host";
import { simulatedPlatform } from "@/agent/simulated/simulated-platform";
import type { Fence } from "@/lib/domain/fence";

/**
 * A simulated machine whose agent is a process apart, so that the agent can be killed while the machine goes on. The
 * machine starts its agent again, as systemd does, and counts what it was asked to do.
 */
export interface MachineSpec {
  readonly name: string;
  readonly seed: number;
  readonly serverUrl: string;
  readonly stateDir: string;
  readonly token: string;
}

type PlatformMethod = Exclude<keyof Platform, "watch" | "close">;
/** What the agent asks of its machine. */
interface Question {
  readonly id: number;
  readonly method: PlatformMethod;
  readonly args: readonly unknown[];
}

const RESTART_MS = 200;
const spec = JSON.parse(process.env.CURFEW_MACHINE ?? "{}") as MachineSpec;

if (process.env.CURFEW_MACHINE_PART === "agent") await beAgent();
else await beMachine();

async function beAgent(): Promise<void> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const watchers = new Set<(change: PlatformChange) => void>();
  let questions = 0;
  process.on(
    "message",
    (message: { id?: number; value?: unknown; error?: string; change?: PlatformChange }) => {
      if (message.change) for (const watcher of [...watchers]) watcher(message.change);
      if (message.id === undefined) return;
      const waiter = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) waiter?.reject(new Error(message.error));
      else waiter?.resolve(message.value);
    },
  );
  process.on("disconnect", () => process.exit(0));
  const ask = (method: PlatformMethod, ...args: readonly unknown[]) => {
    const id = ++questions;
    return new Promise<never>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      process.send?.({ id, method, args } satisfies Question);
    });
  };
  const platform: Platform = {
    facts: () => ask("facts"),
    boot: () => ask("boot"),
    listSessions: () => ask("listSessions"),
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    logOff: (fence, force) => ask("logOff", fence, force),
    disconnect: (fence) => ask("disconnect", fence),
    lock: (fence) => ask("lock", fence),
    message: (fence, text) => ask("message", fence, text),
    readEvents: (cursor, limit) => ask("readEvents", cursor, limit),
    auditPolicy: () => ask("auditPolicy"),
    close: async () => {},
  };
  if (!readIdentity(spec.stateDir)) {
    await enrolAgent({ platform, stateDir: spec.stateDir, serverUrl: spec.serverUrl, token: spec.token });
  }
  process.send?.({ enrolled: true });
  const log = (line: string) => process.stderr.write(`${spec.name}: ${line}\n`);
  await runAgent({ platform, stateDir: spec.stateDir, signal: new AbortController().signal, log });
}

async function beMachine(): Promise<void> {
  const host = new SimulatedHost({ seed: spec.seed, name: spec.name, clock: systemClock, domainSeed: 9 });
  host.boot();
  const platform = simulatedPlatform(host);
  /** Incarnation of a session → how often its logoff was asked for. */
  const asked = new Map<string, number>();
  let agent: ChildProcess;

  const answer = async ({ id, method, args }: Question) => {
    if (method === "logOff") {
      const fence = args[0] as Fence;
      const key = `${fence.sessionId} ${fence.loggedOnAt}`;
      asked.set(key, (asked.get(key) ?? 0) + 1);
    }
    const run = platform[method] as (...given: readonly unknown[]) => Promise<unknown>;
    return run(...args).then(
      (value) => ({ id, value }),
      (error: Error) => ({ id, error: error.message }),
    );
  };
  const startAgent = (onEnrolled: () => void) => {
    const child = fork(process.argv[1] ?? "", {
      env: { ...process.env, CURFEW_MACHINE_PART: "agent" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    agent = child;
    const tell = (message: object) => {
      if (child.connected) child.send(message, () => {});
    };
    const unwatch = platform.watch((change) => tell({ change }));
    child.on("message", async (message: Question | { enrolled: true }) => {
      if ("enrolled" in message) onEnrolled();
      else tell(await answer(message));
    });
    child.on("exit", () => {
      unwatch();
      setTimeout(() => startAgent(() => {}), RESTART_MS);
    });
  };

  const methods = {
    logOn: host.logOn.bind(host),
    sessions: host.sessions.bind(host),
    asked: () => {
      const counts = [...asked.values()];
      asked.clear();
      return counts;
    },
    records: () => host.readEvents(null, 1_000_000).events.length,
    killAgent: () => agent.kill("SIGKILL"),
  };
  process.on("message", (call: { id: number; method: keyof typeof methods; args: readonly unknown[] }) => {
    const method = methods[call.method] as (...args: readonly unknown[]) => unknown;
    process.send?.({ id: call.id, value: method(...call.args) });
  });
  process.on("disconnect", () => process.exit(0));
  await new Promise<void>((resolve) => startAgent(resolve));
  process.send?.({ id: 0, value: "ready" });
}
