import { statSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { agentFor } from "../agent-for.mjs";

const PROJECT = path.join(import.meta.dirname, "../..");

/** One file with everything inside, for a host that has nothing but Node. Returns its size in bytes. */
export async function bundleAgent(entry, outfile, format = "cjs", platform = "linux") {
  await build({
    ...agentFor(platform),
    entryPoints: [path.join(PROJECT, entry)],
    outfile,
    format,
    alias: { "@": PROJECT },
    logLevel: "error",
  });
  return statSync(outfile).size;
}
