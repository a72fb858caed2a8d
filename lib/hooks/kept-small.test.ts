import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { keptSmall } from "./kept-small";

const isThere = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test.skipIf(!keptSmall().includes("setpriv"))(
  "what spins ends with whoever started it",
  async () => {
    const spin = `exec ${keptSmall().join(" ")} ${process.execPath} -e "for (;;);"`;
    const owner = spawn("/bin/sh", ["-c", `(${spin}) & echo $!; wait`], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [said] = (await once(owner.stdout, "data")) as [Buffer];
    const pid = Number(said.toString());
    // The words come one after the other, each in the place of the one before; only then has it an owner to end with.
    await expect
      .poll(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim(), { timeout: 60_000 })
      .toBe("node");
    owner.kill("SIGKILL");
    await expect.poll(() => isThere(pid), { timeout: 60_000 }).toBe(false);
  },
  150_000,
);
