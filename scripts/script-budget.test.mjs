import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkScriptBudget, firstLoadScript } from "./script-budget.mjs";

const PAGE = "(console)/sessions/page";
let root;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "curfew-budget-"));
  const app = path.join(root, ".next", "server", "app");
  fs.mkdirSync(path.join(app, PAGE), { recursive: true });
  fs.mkdirSync(path.join(root, ".next", "static"));
  for (const name of ["main", "shared", "own"]) {
    const noise = Array.from({ length: 4_000 }, (_, i) => ((i * 2_654_435_761) >>> 0).toString(36)).join(
      name,
    );
    fs.writeFileSync(path.join(root, ".next", "static", `${name}.js`), noise);
  }
  const manifest = {
    entryJSFiles: {
      "app/layout": ["static/shared.js"],
      "app/(console)/sessions/page": ["static/shared.js", "static/own.js"],
    },
  };
  fs.writeFileSync(
    path.join(app, `${PAGE}_client-reference-manifest.js`),
    `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};\nglobalThis.__RSC_MANIFEST["/${PAGE}"] = ${JSON.stringify(manifest)};\n`,
  );
  fs.writeFileSync(
    path.join(app, PAGE, "build-manifest.json"),
    JSON.stringify({ rootMainFiles: ["static/main.js"] }),
  );
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

test("counts every script once, gzipped, and refuses more than the budget", () => {
  const bytes = firstLoadScript(PAGE, root);
  const raw = fs.statSync(path.join(root, ".next", "static", "main.js")).size * 3;
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(raw);
  expect(checkScriptBudget(root, bytes)).toBe(bytes);
  expect(() => checkScriptBudget(root, bytes - 1)).toThrow(/Sessions loads \d+ KB of script/);
});

test("a build that tells of no script is no build within the budget", () => {
  const file = path.join(root, ".next", "server", "app", PAGE, "build-manifest.json");
  fs.writeFileSync(file, JSON.stringify({ rootMainFiles: [] }));
  fs.writeFileSync(
    path.join(root, ".next", "server", "app", `${PAGE}_client-reference-manifest.js`),
    `globalThis.__RSC_MANIFEST["x"] = {"entryJSFiles":{}};`,
  );
  expect(() => checkScriptBudget(root)).toThrow(/lost its subject/);
});
