import { readIdentity } from "../../agent-state";
import { type Clock, pause } from "../../clock";

const LOOK_EVERY_MS = 2_000;

interface Options {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** The agent itself, until `signal` fires. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/**
 * A service is installed before its host is enrolled, and may be enrolled again while it runs: it waits for a key, and
 * begins afresh with another one. So nobody has to start or stop anything by hand.
 */
export async function runWhileEnrolled({ stateDir, clock, signal, log, run }: Options): Promise<void> {
  const keyNow = () => readIdentity(stateDir)?.agentId ?? null;
  while (!signal.aborted) {
    const agentId = keyNow();
    if (agentId === null) {
      log("this host is not enrolled yet: curfew-agent enrol --server URL; waiting for it");
      await until(() => keyNow() !== null, clock, signal);
      continue;
    }
    const changed = new AbortController();
    const stop = AbortSignal.any([signal, changed.signal]);
    const watching = until(() => keyNow() !== agentId, clock, stop).then(() => {
      if (!stop.aborted) log("this host has another key now: beginning with it");
      changed.abort();
    });
    try {
      await run(stop);
    } finally {
      changed.abort();
      await watching;
    }
  }
}

async function until(isSo: () => boolean, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !isSo()) await pause(clock, LOOK_EVERY_MS, signal);
}
