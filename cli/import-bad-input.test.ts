import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { DomainError } from "@/lib/domain/errors";
import { BAD_INPUTS } from "@/lib/ingest/testing/bad-inputs";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { importLogs } from "./import-logs";

let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await makeTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "curfew-cli-bad-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await db.drop();
});

test.each(BAD_INPUTS)(
  "$what: what can be read is brought in, the rest told, exit 1",
  { timeout: 120_000 },
  async (input) => {
    const file = path.join(folder, input.name);
    await writeFile(file, input.make());
    const err: string[] = [];
    const output = {
      out: () => {},
      err: (text: string) => err.push(text),
      signal: new AbortController().signal,
    };
    const ctx = { actor: systemActor("cli"), now: new Date("2026-04-01T08:00:00Z"), db };
    const asked = { paths: [file], host: "BAD-CLI", json: false, utcOffset: null };
    const exit = await importLogs(ctx, asked, output).catch((error: unknown) => error);
    if (input.kept > 0) expect([0, 1]).toContain(exit);
    else expect(exit).toBeInstanceOf(DomainError);
    expect(err.join("\n")).toMatch(input.says);
    expect(await db.prisma.import.count({ where: { state: { in: ["open", "committing"] } } })).toBe(0);
  },
);
