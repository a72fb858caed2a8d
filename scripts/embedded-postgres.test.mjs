import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startPostgres } from "./embedded-postgres.mjs";

describe.skipIf(process.platform === "win32")("the database in a folder", () => {
  let folder;
  let home;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), "curfew-pg-test-"));
    chmodSync(home, 0o711);
    folder = path.join(home, "postgres");
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  test("a start that fails is told once, by its refusal: nobody is called to start it again beside", async () => {
    const onExit = vi.fn();
    const settings = ["no_such_setting=1"];
    await expect(startPostgres(folder, { settings, onExit })).rejects.toThrow(
      /did not start.*no_such_setting/,
    );
    expect(onExit).not.toHaveBeenCalled();
  });

  test("killed -9 it is told once, and the next start finds its way at once", async () => {
    const onExit = vi.fn();
    const first = await startPostgres(folder, { onExit });
    const [pid] = readFileSync(path.join(folder, "pgdata/postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), "SIGKILL");
    await vi.waitFor(() => expect(onExit).toHaveBeenCalledTimes(1), 5_000);
    const second = await startPostgres(folder);
    expect(second.url).toBe(first.url);
    await second.stop();
    expect(onExit).toHaveBeenCalledTimes(1);
  });

  test("one folder has one server", async () => {
    const server = await startPostgres(folder);
    await expect(startPostgres(folder, { patienceMs: 200 })).rejects.toThrow(
      /Another Curfew uses .*: stop it, or set CURFEW_DATA\./,
    );
    await server.stop();
  });
});
