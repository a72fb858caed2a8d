import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { inWords } from "../run-agent";
import { listDirectory } from "./list-directory";
import { runFleet } from "./run-fleet";

const USAGE = `demo-fleet

  demo-fleet associates --out FILE [--seed N]
      Writes the 250 invented people of the fleet, as \`curfew associates import\` takes them.
  demo-fleet run --server URL --token-file FILE --state DIR [--seed N]
      Enrols sixty simulated hosts, tells their last month and lives on.
`;
const DEFAULT_SEED = "7";
const EXIT = { done: 0, failed: 1, misused: 2 } as const;

// A month lived in a second leaves a heap of a quarter of a gigabyte behind, which V8 would keep.
setFlagsFromString("--optimize-for-size");

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    log(null, inWords(error));
    process.exit(EXIT.failed);
  },
);

async function main([verb, ...rest]: string[]): Promise<number> {
  const { values } = parseArgs({
    args: rest,
    options: {
      out: { type: "string" },
      server: { type: "string" },
      "token-file": { type: "string" },
      state: { type: "string" },
      seed: { type: "string", default: DEFAULT_SEED },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed is a whole number, not ${values.seed}`);
  if (verb === "associates" && values.out) {
    writeFileSync(values.out, `${JSON.stringify(listDirectory(seed), null, 2)}\n`);
    return EXIT.done;
  }
  const { server, state, "token-file": tokenFile } = values;
  if (verb !== "run" || !server || !state || !tokenFile) {
    process.stderr.write(USAGE);
    return EXIT.misused;
  }
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  const token = readFileSync(tokenFile, "utf8").trim();
  await runFleet({ serverUrl: server, token, stateDir: state, seed, signal: stop.signal, log });
  return EXIT.done;
}

function log(host: string | null, message: string): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), host, message })}\n`);
}
