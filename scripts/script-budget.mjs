// How much script the first visit of a page loads, told from what Next built; and the most that Sessions may.
import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** Gzipped, as it travels. */
export const SESSIONS_BUDGET = 240 * 1024;

/** Bytes of everything that the page, its layouts and their error pages bring: what a browser loads is never more. */
export function firstLoadScript(page, root = process.cwd()) {
  const built = path.join(root, ".next");
  const served = path.join(built, "server", "app");
  const manifest = fs.readFileSync(path.join(served, `${page}_client-reference-manifest.js`), "utf8");
  // `globalThis.__RSC_MANIFEST["…"] = {…};`
  const begin = manifest.indexOf("{", manifest.lastIndexOf("] = "));
  const { entryJSFiles } = JSON.parse(manifest.slice(begin, manifest.lastIndexOf("}") + 1));
  const { rootMainFiles } = JSON.parse(
    fs.readFileSync(path.join(served, page, "build-manifest.json"), "utf8"),
  );
  const files = new Set([...rootMainFiles, ...Object.values(entryJSFiles).flat()]);
  if (files.size === 0)
    throw new Error(`Next tells of no script for ${page}: this check has lost its subject.`);
  return [...files].reduce((sum, file) => sum + gzipSync(fs.readFileSync(path.join(built, file))).length, 0);
}

/** Throws, with the figure, where the Sessions page has outgrown what a slow line bears. */
export function checkScriptBudget(root = process.cwd(), budget = SESSIONS_BUDGET) {
  const bytes = firstLoadScript("(console)/sessions/page", root);
  if (bytes > budget) {
    const kilobytes = (n) => `${Math.ceil(n / 1024)} KB`;
    throw new Error(
      `Sessions loads ${kilobytes(bytes)} of script at first, gzipped; it may load ${kilobytes(budget)}. Load what is not needed at once with next/dynamic, or take it out.`,
    );
  }
  return bytes;
}
