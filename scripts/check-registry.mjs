// After a build: what Next serves must be what app/_edge/registry.ts tells, no more and no less. And the gates it may not lose.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Next's own. */
const BUILT_IN = new Set(["/_not-found", "/_global-error", "/favicon.ico", "/icon.svg"]);
const LEAST_NEXT = [16, 4, 6];

/** Returns what is wrong, in words; nothing when all is well. */
export async function checkRegistry(root = process.cwd()) {
  const server = path.join(root, ".next", "server");
  const actions = readJson(path.join(server, "server-reference-manifest.json"));
  const paths = readJson(path.join(server, "app-paths-manifest.json"));
  const registry = await loadRegistry(root);

  const builtActions = Object.values({ ...actions.node, ...actions.edge });
  const builtPaths = Object.keys(paths).map((key) => ({
    kind: key.endsWith("/route") ? "route" : "page",
    // (groups) are folders, not addresses.
    path: key.replace(/\/(page|route)$/, "").replace(/\/\([^)]+\)/g, "") || "/",
  }));
  const served = (kind) =>
    builtPaths.filter((entry) => entry.kind === kind && !BUILT_IN.has(entry.path)).map((entry) => entry.path);

  return [
    ...difference(
      "action",
      builtActions.map(({ exportedName }) => exportedName),
      Object.values(registry.ACTIONS).map(({ action }) => action),
    ),
    ...difference(
      "route",
      served("route"),
      Object.values(registry.ROUTES).map((route) => route.path),
    ),
    ...difference("page", served("page"), Object.keys(registry.PAGES)),
    ...misplacedActions(root, builtActions),
    ...oldNext(root),
  ];
}

function difference(what, built, registered) {
  const has = new Set(registered);
  const is = new Set(built);
  return [
    ...[...is]
      .filter((name) => !has.has(name))
      .map((name) => `missing: ${what} ${name} is served but not registered`),
    ...[...has]
      .filter((name) => !is.has(name))
      .map((name) => `stale: ${what} ${name} is registered but not served`),
  ];
}

/** An action elsewhere than in app/_actions has no runAction around it that anybody would look for. */
function misplacedActions(root, built) {
  // Where the project lies inside a bigger one, Next names files from there.
  const { relativeAppDir } = readJson(path.join(root, ".next", "required-server-files.json"));
  const home = path.posix.join(relativeAppDir, "app/_actions/");
  return built
    .filter(({ filename }) => !filename.startsWith(home))
    .map(
      ({ filename, exportedName }) =>
        `misplaced: action ${exportedName} in ${filename} belongs to app/_actions`,
    );
}

function oldNext(root) {
  const { version } = readJson(path.join(root, "node_modules", "next", "package.json"));
  const have = version.split(/[.-]/).slice(0, 3).map(Number);
  const gap = have.findIndex((part, index) => part !== LEAST_NEXT[index]);
  return gap === -1 || have[gap] > LEAST_NEXT[gap]
    ? []
    : [`old: next ${version} is below ${LEAST_NEXT.join(".")}`];
}

async function loadRegistry(root) {
  const outfile = path.join(root, ".next", "registry.mjs");
  await build({
    entryPoints: [path.join(root, "app", "_edge", "registry.ts")],
    outfile,
    format: "esm",
    bundle: true,
    logLevel: "error",
  });
  return import(`${pathToFileURL(outfile).href}?${Date.now()}`);
}

function readJson(file) {
  if (!fs.existsSync(file))
    throw new Error(`${path.relative(process.cwd(), file)} is not there: build first.`);
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const wrong = await checkRegistry();
  for (const line of wrong) console.error(line);
  console.log(
    wrong.length === 0 ? "Registry: 0 missing, 0 stale." : `Registry: ${wrong.length} differences.`,
  );
  process.exit(wrong.length === 0 ? 0 : 1);
}
