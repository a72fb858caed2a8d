import path from "node:path";
import { WTS } from "@/lib/domain/audit-event";
import { pause, systemClock } from "../../clock";
import { openPlatform } from "../../open-platform";
import { runAgent } from "../../run-agent";
import { AGENT_VERSION } from "../../version";
import { LOG_FILE } from "../install/places";
import { ensurePrivateFolder } from "../install/private-folder";
import { loadKoffi } from "../load-koffi";
import { listenToSens } from "../sens/listen";
import { SessionHints } from "../session-hints";
import { runWhileEnrolled } from "./enrolments";
import { openLogFile } from "./log-file";
import { runService } from "./run-service";
import { inTime, isNewHere, runOnTrial } from "./trial";

/** A service that hangs on its way out is ended from outside. */
const UNSUBSCRIBE_PATIENCE_MS = 3_000;
const KNOWN_CHANGES = new Set<number>(Object.values(WTS));

/** `curfew-agent service`: what the manager of services starts, and nobody else. */
export async function serveOnWindows(stateDir: string): Promise<void> {
  // Before anything is written: the folder may be somebody else's.
  ensurePrivateFolder(stateDir);
  const log = openLogFile(path.join(stateDir, LOG_FILE), Date.now);
  process.on("uncaughtException", (error) => {
    // Without a word to the manager: that is how it knows to start the service again.
    log(`ended by a fault: ${error.stack ?? error.message}`);
    process.exit(1);
  });
  const hints = new SessionHints();
  const isService = await runService({
    log,
    onSessionChange(code, sessionId) {
      if (KNOWN_CHANGES.has(code)) hints.note({ source: "WTS", code, sessionId, at: Date.now() });
    },
    work: (signal, onRunning) => work({ stateDir, log, hints, signal, onRunning }),
  });
  if (!isService)
    throw new Error("the manager of services did not start this: Start-Service curfew-agent does");
}

interface Work {
  readonly stateDir: string;
  readonly log: (line: string) => void;
  readonly hints: SessionHints;
  readonly signal: AbortSignal;
  readonly onRunning: () => void;
}

async function work({ stateDir, log, hints, signal, onRunning }: Work): Promise<void> {
  log(`curfew-agent ${AGENT_VERSION} runs on Node ${process.versions.node}`);
  let isOnTrial = isNewHere(stateDir);
  if (!isOnTrial) onRunning();
  const sens = listenToSens({ koffi: loadKoffi(), hints, log, now: Date.now });
  try {
    await runWhileEnrolled({
      stateDir,
      clock: systemClock,
      signal,
      log,
      async run(stop) {
        const opening = openPlatform(log, null, hints);
        const platform = isOnTrial ? await inTime(opening, systemClock) : await opening;
        const run = (onContact?: (trouble: string) => void) =>
          runAgent({ platform, stateDir, signal: stop, log, ...(onContact ? { onContact } : {}) });
        const onPassed = () => {
          isOnTrial = false;
          log(`version ${AGENT_VERSION} came up`);
          onRunning();
        };
        try {
          if (isOnTrial) await runOnTrial({ platform, clock: systemClock, signal: stop, run, onPassed });
          else await run();
        } finally {
          await platform.close();
        }
      },
    });
  } finally {
    const unsubscribed = sens.then((stop) => stop());
    await Promise.race([unsubscribed, pause(systemClock, UNSUBSCRIBE_PATIENCE_MS)]);
  }
}
