import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkLock, completeLock } from "./complete-lock.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function lockFile(packages) {
  const folder = mkdtempSync(path.join(tmpdir(), "curfew-lock-"));
  folders.push(folder);
  const file = path.join(folder, "package-lock.json");
  writeFileSync(file, JSON.stringify({ name: "x", lockfileVersion: 3, packages }));
  return file;
}

const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;

test("builds for other platforms are missed, and added with what npm needs to pass them over", () => {
  const file = lockFile({
    "": { optionalDependencies: { "@pg/windows-x64": "18.4.0" } },
    "node_modules/tool": {
      version: "1.0.0",
      dev: true,
      optionalDependencies: {
        "@tool/linux-x64": "1.0.0",
        "@tool/darwin-arm64": "^1.0.0",
        "@tool/wasm32-wasi": "~1.0.0",
      },
    },
    "node_modules/@tool/linux-x64": { version: "1.0.0", optional: true, cpu: ["x64"], os: ["linux"] },
  });
  expect(checkLock(file)).toEqual(
    ["@pg/windows-x64", "@tool/darwin-arm64", "@tool/wasm32-wasi"].map(
      (name) =>
        `package-lock.json: ${name} is missing for other platforms: run node scripts/complete-lock.mjs`,
    ),
  );
  expect(completeLock(file)).toBe(3);
  const packages = packagesOf(file);
  expect(packages["node_modules/@pg/windows-x64"]).toEqual({
    version: "18.4.0",
    cpu: ["x64"],
    os: ["win32"],
    optional: true,
  });
  expect(packages["node_modules/@tool/darwin-arm64"]).toEqual({
    version: "1.0.0",
    cpu: ["arm64"],
    os: ["darwin"],
    dev: true,
    optional: true,
  });
  expect(packages["node_modules/@tool/wasm32-wasi"]).toEqual({
    version: "1.0.0",
    cpu: ["wasm32"],
    dev: true,
    optional: true,
  });
  expect(Object.keys(packages)).toEqual(Object.keys(packages).sort());
  expect(checkLock(file)).toEqual([]);
  expect(completeLock(file)).toBe(0);
});

test("what stands in the folder of its owner, or above it, is there", () => {
  const optional = { optionalDependencies: { "n-linux": "1.0.0" } };
  const nested = "node_modules/a/node_modules/b";
  const present = { version: "1.0.0" };
  expect(checkLock(lockFile({ [nested]: optional, [`${nested}/node_modules/n-linux`]: present }))).toEqual(
    [],
  );
  expect(checkLock(lockFile({ [nested]: optional, "node_modules/a/node_modules/n-linux": present }))).toEqual(
    [],
  );
  expect(checkLock(lockFile({ [nested]: optional, "node_modules/n-linux": present }))).toEqual([]);
  expect(
    checkLock(lockFile({ [nested]: optional, "node_modules/c/node_modules/n-linux": present })),
  ).toHaveLength(1);
});

test("a download address is told", () => {
  const file = lockFile({ "node_modules/a": { version: "1.0.0", resolved: "https://example.org/a.tgz" } });
  expect(checkLock(file)).toEqual(["package-lock.json: node_modules/a records a download address"]);
});

test("the project's own lock file is whole", () => {
  expect(checkLock()).toEqual([]);
});
