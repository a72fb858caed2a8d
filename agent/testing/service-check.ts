import { writeFileSync } from "node:fs";
import { runService } from "../windows/service/run-service";

const STOP_TAKES_MS = 2_500;

/** Under Wine: a service against a stand-in for the manager of services; writes down what it was told of sessions. */
async function main(outfile: string, library: string): Promise<void> {
  const changes: [number, number][] = [];
  const lines: string[] = [];
  const isService = await runService({
    log: (line) => lines.push(line),
    onSessionChange: (code, sessionId) => changes.push([code, sessionId]),
    library,
    work(signal, onRunning) {
      onRunning();
      // A spool that takes its time.
      const stop = (resolve: () => void) => setTimeout(resolve, STOP_TAKES_MS);
      return new Promise((resolve) => signal.addEventListener("abort", () => stop(resolve), { once: true }));
    },
  });
  writeFileSync(outfile, JSON.stringify({ isService, changes, lines }));
}

const [outfile = "", library = ""] = process.argv.slice(2);
main(outfile, library).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
