import { readFileSync, writeFileSync } from "node:fs";
import { loadKoffi } from "../windows/load-koffi";
import { SENS_INTERFACES } from "../windows/sens/interfaces";
import { listenToSens } from "../windows/sens/listen";
import { type SessionHint, SessionHints } from "../windows/session-hints";

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;

/** Under Wine: subscribes as the agent does, and writes down what it was told, with the lines of its log. */
async function main(outfile: string, expected: number): Promise<void> {
  const heard: SessionHint[] = [];
  const lines: string[] = [];
  const hints = new SessionHints();
  hints.onHint((hint) => heard.push(hint));
  const stop = await listenToSens({
    koffi: loadKoffi(),
    hints,
    log: (line) => lines.push(line),
    now: () => 0,
  });
  const endAt = Date.now() + PATIENCE_MS;
  const isOver = () => heard.length >= expected && (expected === 0 || hasCalledAll());
  while (!isOver() && Date.now() < endAt) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  await stop();
  writeFileSync(outfile, JSON.stringify({ heard, lines }));
}

/** The stand-in goes on after its last call that we hear of: it looks at what was refused. */
function hasCalledAll(): boolean {
  const report = readFileSync(process.env.CURFEW_SENS_REPORT ?? "", "utf8");
  return SENS_INTERFACES.every(({ name }) => new RegExp(`^ok end of ${name}\\r?$`, "m").test(report));
}

const [outfile = "", expected = "0"] = process.argv.slice(2);
main(outfile, Number(expected)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
