import fs from "node:fs";

/** Processor time that a hook gets at full speed. */
export const FREE_CPU_MS = 1_000;
const TURN_EVERY_MS = 100;
const TURN_MS = 10;
/** Of /proc, on every Linux that Node runs on. */
const TICK_MS = 10;

/**
 * Priority alone does not keep a spinning hook from being felt: it still heats the caches and the memory that everybody
 * shares. All that have used up their free time run by turns, a tenth of one core between them.
 */
export class HookThrottle {
  #burning: number[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** Asked every moment while a hook runs. */
  look(pid: number): void {
    if (process.platform !== "linux" || this.#burning.includes(pid)) return;
    const used = cpuMsOf(pid);
    if (used === null || used < FREE_CPU_MS) return;
    this.#burning.push(pid);
    signal(pid, "SIGSTOP");
    this.#timer ??= setInterval(() => this.#nextTurn(), TURN_EVERY_MS);
  }

  /** It has ended: its number may soon be somebody else's. */
  forget(pid: number): void {
    this.#burning = this.#burning.filter((one) => one !== pid);
    if (this.#burning.length > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #nextTurn(): void {
    const pid = this.#burning.shift();
    if (pid === undefined) return;
    this.#burning.push(pid);
    signal(pid, "SIGCONT");
    setTimeout(() => {
      if (this.#burning.includes(pid)) signal(pid, "SIGSTOP");
    }, TURN_MS);
  }
}

/** How long it stood ready and the machine was busy with others. */
export function starvedMsOf(pid: number): number {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6 || 0;
  } catch {
    return 0;
  }
}

export function cpuMsOf(pid: number): number | null {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it may hold anything, brackets too.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return null;
  }
}

function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
