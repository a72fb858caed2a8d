// npm run bench [-- NAME…] [--json]: measures what the product promises, on this machine, and prints the figures.
import "./node-version.mjs";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./ensure-installed.mjs";
import { SERVED } from "./served.mjs";

ensureInstalled({ dev: true });

const known = fs
  .readdirSync("bench")
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.replace(".bench.ts", ""));
const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const json = process.argv.includes("--json");
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown.join(", ")}": choose from ${known.join(", ")}.`);
  process.exit(1);
}

const { buildStale } = await import("./build.mjs");
const { build } = await import("esbuild");
await buildStale();

const folder = fs.mkdtempSync(path.resolve(".next", "bench-"));
const machine = `${os.cpus()[0]?.model.trim() ?? "?"} × ${os.cpus().length}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${os.type()} ${os.release()}`;
if (!json) console.log(machine);
try {
  for (const name of asked.length > 0 ? asked : known) {
    const outfile = path.join(folder, `${name}.mjs`);
    await build({ ...SERVED, entryPoints: [`bench/${name}.bench.ts`], outfile });
    const { run } = await import(pathToFileURL(outfile).href);
    // A benchmark that takes long yields each figure when it has it; the others answer with all at the end.
    for await (const figure of await run()) {
      if (json) console.log(JSON.stringify({ bench: name, machine, ...figure }));
      else console.log(`${name.padEnd(10)} ${figure.what.padEnd(58)} ${figure.says}`);
    }
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
