import { spawn } from "node:child_process";
import { once } from "node:events";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import type { Figure } from "./figure";
import { descendantsOf, megabytes, mostResidentOf } from "./resident-memory";

/** A command of `curfew` on a log of so many megabytes, as a shell runs it. */
export async function commandOnLog(
  what: string,
  args: readonly string[],
  { databaseUrl, size }: { readonly databaseUrl: string; readonly size: number },
): Promise<Figure> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["bin/curfew.mjs", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2_000);
  });
  let most = 0;
  const timer = setInterval(() => {
    // The program itself, beside the one that starts it.
    for (const { pid } of descendantsOf(child.pid ?? 0)) most = Math.max(most, mostResidentOf(pid));
  }, 50);
  const [code] = await once(child, "exit");
  clearInterval(timer);
  if (code !== 0) throw new Error(`curfew ${args[0]} ended with ${code}: ${said}`);
  const ms = performance.now() - startedAt;
  const megabytesPerSecond = Math.round(megabytes(size) / (ms / 1000));
  return {
    what: `${what} (${count(megabytes(size))} MB)`,
    says: `peak RSS ${megabytes(most)} MB; ${count(megabytesPerSecond)} MB/s, ${took(ms)}`,
    values: { peak: most, megabytesPerSecond, ms },
  };
}
