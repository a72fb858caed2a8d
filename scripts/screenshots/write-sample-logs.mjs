import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Writes event logs to import into the folder; answers their paths. */
export async function writeSampleLogs(folder) {
  const outfile = path.join(folder, "sample-logs.mjs");
  await build({
    entryPoints: ["scripts/screenshots/sample-logs.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const program = await import(pathToFileURL(outfile).href);
  return program.writeSampleLogs(folder, Math.floor(Date.now() / 86_400_000) * 86_400_000);
}
