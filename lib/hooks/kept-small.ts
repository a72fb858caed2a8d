import { spawnSync } from "node:child_process";

/**
 * What runs a program only when nothing else wants the disk, and ends it with whoever started it, also where it spins
 * and hears of nothing; of this machine, where it has them.
 */
const WAYS = [
  ["ionice", "-c", "3"],
  ["setpriv", "--pdeathsig", "KILL"],
] as const;

let found: readonly string[] | undefined;

/** The words to put before a program. A container may forbid what the machine has, so each is tried once. */
export function keptSmall(): readonly string[] {
  found ??= process.platform === "linux" ? WAYS.flatMap((way) => (works(way) ? way : [])) : [];
  return found;
}

function works([program, ...args]: readonly [string, ...string[]]): boolean {
  return spawnSync(program, [...args, "true"], { stdio: "ignore", timeout: 5_000 }).status === 0;
}
