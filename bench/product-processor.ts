import fs from "node:fs";

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const TICK_MS = 10;

/** Processor time by process, in milliseconds, of everything that this process has started and that still runs. */
export type ProcessorTimes = ReadonlyMap<number, number>;

/** Null where there is no /proc. */
export function productProcessorTimes(): ProcessorTimes | null {
  const all = new Map<number, { parent: number; ms: number }>();
  for (const name of processes()) {
    const facts = statOf(name);
    if (facts) all.set(Number(name), facts);
  }
  if (all.size === 0) return null;
  const isOwn = (pid: number): boolean => {
    const parent = all.get(pid)?.parent;
    return parent !== undefined && (parent === process.pid || isOwn(parent));
  };
  return new Map([...all].filter(([pid]) => isOwn(pid)).map(([pid, { ms }]) => [pid, ms]));
}

/** What was used between the two; a process that has ended takes its own with it. */
export function processorMsBetween(before: ProcessorTimes, after: ProcessorTimes): number {
  return [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0);
}

function processes(): string[] {
  try {
    return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function statOf(pid: string): { parent: number; ms: number } | null {
  try {
    // The name stands in brackets and may hold anything.
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
  } catch {
    return null; // it has ended meanwhile
  }
}
