import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { officeLog } from "@/lib/services/testing/import-files";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { importLogs } from "./import-logs";

let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await makeTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "curfew-cli-import-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await db.drop();
});

const SLOW = { timeout: 60_000 };

async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

async function run(paths: readonly string[], host: string | null = null) {
  const out: string[] = [];
  const err: string[] = [];
  const ctx = { actor: systemActor("cli"), now: new Date("2026-04-01T08:00:00Z"), db };
  const signal = new AbortController().signal;
  const output = { out: (text: string) => out.push(text), err: (text: string) => err.push(text), signal };
  const exit = await importLogs(ctx, { paths, host, json: true }, output);
  return { exit, err, told: JSON.parse(out.join("")) as { importId: number } };
}

test(
  "brings logs in where they lie: new at first, duplicates after, on the trail, the file untouched",
  SLOW,
  async () => {
    const file = await put("a.evtx", officeLog("CLI-1", 3).bytes);
    const first = await run([file]);
    expect(first).toMatchObject({
      exit: 0,
      told: { added: 12, duplicates: 0, rejected: 0, hosts: [{ name: "CLI-1", events: 12 }] },
    });
    expect(first.err.join("\n")).toContain("a.evtx: evtx, 12 events of 27 records, 0 rejected");
    const second = await run([file]);
    expect(second).toMatchObject({ exit: 0, told: { added: 0, duplicates: 12 } });
    expect(second.err.join("\n")).toContain(`import ${first.told.importId} has brought the same file`);
    expect(await db.prisma.session.count({ where: { host: { name: "CLI-1" } } })).toBe(3);
    expect(
      await db.prisma.trail.findMany({
        where: { subject: `import:${first.told.importId}` },
        orderBy: { seq: "asc" },
      }),
    ).toMatchObject([
      { name: "import.start", actor: { kind: "system", name: "cli" } },
      { name: "import.commit", actor: { kind: "system", name: "cli" } },
    ]);
  },
);

test("--host says whose they all are; what is rejected is told and makes exit 1", SLOW, async () => {
  const cut = await put("cut.evtx", officeLog("SOMEBODY", 40).bytes.subarray(0, 70_000));
  const { exit, err, told } = await run([cut], "CLI-2");
  expect(exit).toBe(1);
  expect(told).toMatchObject({ hosts: [{ name: "CLI-2" }] });
  expect(err.join("\n")).toContain("byte 69632");
});

test("nothing to import: nothing is done, and nothing is left open", SLOW, async () => {
  const text = await put("notes.txt", "no log");
  await expect(run([text])).rejects.toMatchObject({ code: "conflict" });
  await expect(run([])).rejects.toMatchObject({ code: "invalid_input" });
  await expect(run([path.join(folder, "gone")])).rejects.toThrow(/gone cannot be read/);
  await expect(run([await put("empty", "")])).rejects.toThrow("nothing in these files");
  expect(await db.prisma.import.count({ where: { state: "open" } })).toBe(0);
});
