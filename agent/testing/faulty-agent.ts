import { appendFileSync, existsSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { type Clock, systemClock } from "../clock";
import { openPlatform } from "../open-platform";
import type { Platform } from "../platform";
import { runAgent } from "../run-agent";

/**
 * The agent as it is, with three handles for tests on real hosts: it kills itself at the step that the file `die-at` names,
 * its clock is off by what `clock-off` says, and so is what it reads in the log from then on (a container's own clock cannot
 * be set: it is the machine's), and every logoff that it asks the host for is a line in `acts`.
 */
const STATE_DIR = process.env.STATE_DIRECTORY ?? "/var/lib/curfew-agent";
const file = (name: string) => path.join(STATE_DIR, name);
const log = (line: string) => process.stderr.write(`${line}\n`);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log(`curfew-agent: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

async function main(): Promise<void> {
  const stop = new AbortController();
  process.once("SIGTERM", () => stop.abort());
  const platform = await openPlatform(log);
  const serverUrl = existsSync(file("server")) ? readFileSync(file("server"), "utf8").trim() : undefined;
  await runAgent({
    platform: noting(platform),
    stateDir: STATE_DIR,
    signal: stop.signal,
    clock,
    log,
    departurePatienceMs: 4_000,
    atStep(step) {
      if (textOf("die-at") !== step) return;
      // Once: the next life goes on.
      rmSync(file("die-at"));
      process.kill(process.pid, "SIGKILL");
      // The signal is delivered before anything else runs, and this makes sure of it.
      for (;;) {}
    },
    ...(serverUrl === undefined ? {} : { serverUrl }),
  });
  await platform.close();
}

const clock: Clock = {
  now: () => systemClock.now() + clockOff(),
  after: systemClock.after,
};

function noting(platform: Platform): Platform {
  return {
    facts: () => platform.facts(),
    boot: () => platform.boot(),
    listSessions: () => platform.listSessions(),
    watch: (onChange) => platform.watch(onChange),
    logOff(fence, force) {
      appendFileSync(file("acts"), `${fence.sessionId} ${force}\n`);
      return platform.logOff(fence, force);
    },
    disconnect: (fence) => platform.disconnect(fence),
    lock: (fence) => platform.lock(fence),
    message: (fence, text) => platform.message(fence, text),
    async readEvents(cursor, limit) {
      const batch = await platform.readEvents(cursor, limit);
      const off = clockOff();
      if (off === 0) return batch;
      const steppedAt = statSync(file("clock-off")).mtimeMs;
      const shifted = (at: number) => (at < steppedAt ? at : at + off);
      return { ...batch, events: batch.events.map((event) => ({ ...event, at: shifted(event.at) })) };
    },
    auditPolicy: () => platform.auditPolicy(),
    close: () => platform.close(),
  };
}

function clockOff(): number {
  return Number(textOf("clock-off") || 0);
}

function textOf(name: string): string {
  return existsSync(file(name)) ? readFileSync(file(name), "utf8").trim() : "";
}
