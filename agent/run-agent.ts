import { mkdirSync } from "node:fs";
import { AgentKey } from "./agent-key";
import { readIdentity, Sequence } from "./agent-state";
import { AuditPump } from "./audit-pump";
import { Bell } from "./bell";
import { type Clock, pause, systemClock } from "./clock";
import { GatewayLink } from "./gateway-link";
import { Journal } from "./journal";
import type { Platform } from "./platform";
import { type CommandContext, type CommandStep, finishInterrupted, runCommand } from "./run-command";
import { connectTo } from "./send-signed";
import { Spool } from "./spool";
import { writeStatus } from "./status-file";
import { AGENT_VERSION } from "./version";

export interface AgentOptions {
  readonly platform: Platform;
  readonly stateDir: string;
  /** Aborting it stops the agent in order; what is not acknowledged stays on disk. */
  readonly signal: AbortSignal;
  /** Where the gateway is; by default the address of the enrolment. */
  readonly serverUrl?: string;
  readonly clock?: Clock;
  readonly log?: (line: string) => void;
  readonly random?: () => number;
  readonly maxSpoolBytes?: number;
  readonly departurePatienceMs?: number;
  /** The gateway begins or ceases to answer as it should; empty words while it does. */
  readonly onContact?: (trouble: string) => void;
  /** Tests stop the agent here. */
  readonly atStep?: (step: CommandStep) => void;
}

const MAX_SPOOL_BYTES = 64 * 1024 * 1024;
const LOOK_AGAIN_MS = 15_000;
const POLICY_EVERY_MS = 3_600_000;

/** The program on a host: reports what is on and what was audited, runs commands once. Resolves when stopped. */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { platform, stateDir, clock = systemClock, log = () => {} } = options;
  const identity = readIdentity(stateDir);
  if (!identity) throw new Error("this host is not enrolled: run curfew-agent enrol --server URL first");
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const { machineId } = await platform.facts();
  if (machineId !== identity.machineId) {
    throw new Error(
      `${stateDir} belongs to another machine (${identity.machineId}): enrol this host by itself`,
    );
  }

  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const changes = new Bell();
  const key = new AgentKey(stateDir, identity);
  const journal = new Journal(stateDir, clock.now());
  const spool = new Spool(stateDir, options.maxSpoolBytes ?? MAX_SPOOL_BYTES);
  const connection = connectTo(options.serverUrl ?? identity.serverUrl);
  const pump = new AuditPump({ platform, spool, clock, log, onSpooled: () => changes.ring() });
  const commands: CommandContext = {
    platform,
    journal,
    clock,
    commandKey: identity.commandKey,
    onReceipt: () => changes.ring(),
    log,
    ...(options.departurePatienceMs === undefined
      ? {}
      : { departurePatienceMs: options.departurePatienceMs }),
    ...(options.atStep === undefined ? {} : { atStep: options.atStep }),
  };
  const running = new Set<Promise<void>>();
  const inBackground = (work: Promise<void>) => {
    const tracked = work.catch((error: unknown) => log(`a command: ${inWords(error)}`));
    running.add(tracked);
    void tracked.finally(() => running.delete(tracked));
  };
  const link = new GatewayLink({
    platform,
    journal,
    spool,
    health: () => ({ ...spool.health, ...(pump.heldBack ? { heldBack: pump.heldBack } : {}) }),
    connection,
    key,
    signer: { key, sequence: new Sequence(stateDir), clock },
    changes,
    random: options.random ?? Math.random,
    log,
    onCommand: (signed) => inBackground(runCommand(commands, signed)),
    onContact(trouble) {
      writeStatus(stateDir, { pid: process.pid, version: AGENT_VERSION, since: clock.now(), trouble });
      options.onContact?.(trouble);
    },
    onSpace: () => pump.wake(),
  });

  const unwatch = platform.watch((change) => {
    if (change === "boot") link.startOver();
    if (change !== "events") link.look();
    if (change !== "sessions") pump.wake();
  });
  inBackground(finishInterrupted(commands));
  const loops = [
    link.push(signal),
    link.poll(signal),
    pump.run(signal),
    every(clock, LOOK_AGAIN_MS, signal, () => {
      link.look();
      pump.wake();
    }),
    every(clock, POLICY_EVERY_MS, signal, () => link.readPolicyAgain()),
  ];
  try {
    await Promise.all(loops);
  } finally {
    // One loop that fails takes the others with it: the supervisor starts the agent afresh.
    stop.abort();
    unwatch();
    await Promise.allSettled(loops);
    connection.agent.destroy();
    spool.close();
    journal.close();
  }
}

async function every(clock: Clock, periodMs: number, signal: AbortSignal, run: () => void): Promise<void> {
  while (!signal.aborted) {
    await pause(clock, periodMs, signal);
    if (!signal.aborted) run();
  }
}

export function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
