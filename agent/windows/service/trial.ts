import { readIdentity } from "../../agent-state";
import { type Clock, pause } from "../../clock";
import type { Platform } from "../../platform";
import { readStatus } from "../../status-file";
import { AGENT_VERSION } from "../../version";

/** Windows Installer waits 30 s for a service to run: opening the libraries, looking at the host and living fit in. */
const ANSWER_PATIENCE_MS = 10_000;
/** A program that lives this long and cannot reach the gateway is not broken: the network may be. */
const STEADY_MS = 8_000;

interface Trial {
  readonly platform: Pick<Platform, "listSessions" | "auditPolicy">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The agent itself, until the signal fires. */
  readonly run: (onContact: (trouble: string) => void) => Promise<void>;
  /** Called once. */
  readonly onPassed: () => void;
}

/** Whether another version spoke from this host last: then this one has to show that it can before it is said to run. */
export function isNewHere(stateDir: string): boolean {
  return readIdentity(stateDir) !== null && readStatus(stateDir)?.version !== AGENT_VERSION;
}

/**
 * The first run of a version on a host. It passes when the gateway answers it, or when it has looked at the host and lived for a
 * while. What it throws before is why the installer puts the version before back.
 */
export async function runOnTrial({ platform, clock, signal, run, onPassed }: Trial): Promise<void> {
  // What every report to the gateway is made of.
  await inTime(Promise.all([platform.listSessions(), platform.auditPolicy()]), clock);
  const over = new AbortController();
  const pass = () => {
    if (over.signal.aborted) return;
    over.abort();
    onPassed();
  };
  void pause(clock, STEADY_MS, AbortSignal.any([signal, over.signal])).then(() => {
    if (!signal.aborted) pass();
  });
  try {
    await run((trouble) => {
      if (trouble === "") pass();
    });
  } finally {
    over.abort();
  }
}

/** What is asked of Windows, or an error when it does not answer: the installer would wait no longer either. */
export async function inTime<T>(asked: Promise<T>, clock: Clock): Promise<T> {
  const over = new AbortController();
  const isLate = pause(clock, ANSWER_PATIENCE_MS, over.signal).then(() => {
    throw new Error(`Windows did not answer in ${ANSWER_PATIENCE_MS / 1000} s`);
  });
  try {
    return await Promise.race([asked, isLate]);
  } finally {
    over.abort();
  }
}
