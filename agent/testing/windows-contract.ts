import { appendFileSync, mkdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { AGENT_CONTRACT } from "@/lib/protocol/agent-contract";
import { systemClock } from "../clock";
import { loadKoffi } from "../windows/load-koffi";
import { SessionHints } from "../windows/session-hints";
import { WindowsPlatform } from "../windows/windows-platform";
import { makeContractHarness } from "./contract-harness";
import { StandInWindows } from "./stand-in-windows";
import { WINDOWS_AGENT_CHECKS } from "./windows-agent-checks";
import { WINDOWS_EVENT_CHECKS } from "./windows-event-checks";
import { WINDOWS_SESSION_CHECKS } from "./windows-session-checks";
import { livingAtRest, type Stage } from "./windows-stage";

/** Runs under Wine: the bindings' own checks, then the contract of every platform, on the stand-in. */
const [library = "", results = "", stateDir = ""] = process.argv.slice(2);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);

async function main(): Promise<void> {
  const koffi = loadKoffi();
  const standIn = new StandInWindows(koffi, library);
  const hints = new SessionHints();
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const platform = await WindowsPlatform.open({ log, hints, koffi, libraries: standIn.libraries });
  mkdirSync(stateDir, { recursive: true });
  const stage: Stage = { koffi, standIn, platform, hints, stateDir };
  for (const check of [...WINDOWS_SESSION_CHECKS, ...WINDOWS_EVENT_CHECKS, ...WINDOWS_AGENT_CHECKS])
    await tell(check.name, () => check.run(stage));

  const harness = await makeContractHarness({
    platform,
    stateDir,
    clock: systemClock,
    async logOn() {
      standIn.logOn("a.berg", {
        client: { name: "PC-07", address: Buffer.from([2, 0, 0, 0, 0, 0, 10, 0, 0, 7]) },
      });
      return { accountName: "a.berg" };
    },
    passTime: () => pause(20),
  });
  for (const check of AGENT_CONTRACT) await tell(check.name, () => check.run(harness));
  harness.close();
  await platform.close();
  await tell("gives every handle back in the end", async () => {
    const living = await livingAtRest(standIn);
    if (living !== 0) throw new Error(`${living} are still out`);
  });
}

async function tell(name: string, run: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  let problem: string | null = null;
  try {
    await run();
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  appendFileSync(results, `${JSON.stringify({ name, problem, seconds })}\n`);
}
