import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkRooms } from "./check-rooms.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Faults of a tree of files, given as path → text. */
function faultsOf(files) {
  const root = mkdtempSync(path.join(tmpdir(), "curfew-rooms-"));
  folders.push(root);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return checkRooms(root);
}

test("what the table allows passes", () => {
  const faults = faultsOf({
    "lib/domain/a.ts": 'import { readFileSync } from "node:fs";\nimport { b } from "./b";\n',
    "lib/services/verb.ts": 'import "server-only";\nimport { a } from "@/lib/domain/a";\n',
    "components/x/y.tsx": 'import { useState } from "react";\nimport type { A } from "@/lib/domain/a";\n',
    "agent/run.ts": 'import { c } from "../lib/protocol/c";\n',
    "e2e/any.spec.ts": 'import pg from "pg";\nimport { d } from "@/lib/storage/d";\n',
    "next.config.js": 'import x from "anything";\n',
    "vitest.config.ts": 'import x from "anything";\n',
    "node_modules/x/index.js": 'import "pg";\n',
    ".hidden/x.ts": 'import "pg";\n',
  });
  expect(faults).toEqual([]);
});

test.each([
  ["an import", 'import { rows } from "@/lib/storage/rows";'],
  ["of a type", 'import type { Row } from "@/lib/storage/rows";'],
  ["for its effect", 'import "@/lib/storage/rows";'],
  ["over several lines", 'import {\n  one,\n  two,\n} from "@/lib/storage/rows";'],
  ["passed on", 'export { rows } from "@/lib/storage/rows";'],
  ["while running", 'const rows = await import("@/lib/storage/rows");'],
  ["in the old way", 'const rows = require("@/lib/storage/rows");'],
])("a room that may not be entered is found: %s", (_, text) => {
  expect(faultsOf({ "components/sessions/table.tsx": `${text}\n` })).toEqual([
    "components/sessions/table.tsx: components may not import lib/storage (@/lib/storage/rows)",
  ]);
});

test("a way round by dots is found too, and one inside the room is none", () => {
  const faults = faultsOf({
    "lib/domain/deep/a.ts": 'import { x } from "../../format/clock";\nimport { b } from "../b";\n',
  });
  expect(faults).toEqual(["lib/domain/deep/a.ts: lib/domain may not import lib/format (../../format/clock)"]);
});

test("a package outside the room that owns it, and one that nobody owns", () => {
  const faults = faultsOf({
    "gateway/sync.ts": 'import pg from "pg";\n',
    "app/page.tsx": 'import { x } from "@scope/unknown/deep";\n',
  });
  expect(faults.sort()).toEqual([
    "app/page.tsx: @scope/unknown belongs to no room: give it one in scripts/check-rooms.mjs (@scope/unknown/deep)",
    "gateway/sync.ts: pg belongs to lib/storage (pg)",
  ]);
});

test("a file in no room, at the top or below", () => {
  expect(faultsOf({ "helpers.ts": "", "lib/utils/date.ts": "" }).sort()).toEqual([
    "helpers.ts: stands in no room",
    "lib/utils/date.ts: stands in no room",
  ]);
});

test("tests may reach anywhere, and only tests may reach into a testing folder", () => {
  const faults = faultsOf({
    "lib/domain/a.test.ts": 'import { d } from "@/lib/storage/testing/database";\n',
    "lib/domain/testing/law.ts": 'import { d } from "@/lib/storage/d";\n',
    "lib/domain/a.ts": 'import { law } from "./testing/law";\n',
  });
  expect(faults).toEqual(["lib/domain/a.ts: only tests may import a testing folder (./testing/law)"]);
});

test("proxy.ts and instrumentation.ts belong to app", () => {
  const faults = faultsOf({
    "proxy.ts": 'import { NextResponse } from "next/server";\nimport { d } from "@/lib/storage/d";\n',
  });
  expect(faults).toEqual(["proxy.ts: app may not import lib/storage (@/lib/storage/d)"]);
});

test("the project itself holds to it", () => {
  expect(checkRooms()).toEqual([]);
});
