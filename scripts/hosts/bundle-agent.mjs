import { statSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const PROJECT = path.join(import.meta.dirname, "../..");

/** One file with everything inside, for a host that has nothing but Node. Returns its size in bytes. */
export async function bundleAgent(entry, outfile, format = "cjs") {
  await build({
    entryPoints: [path.join(PROJECT, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format,
    target: "node20",
    minify: true,
    alias: { "@": PROJECT },
    loader: { ".service": "text" },
    logLevel: "error",
  });
  return statSync(outfile).size;
}
