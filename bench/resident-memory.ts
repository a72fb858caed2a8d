import { readdirSync, readFileSync } from "node:fs";

export interface PeakOfBoth {
  together: number;
  web: number;
  worker: number;
  /** Web's before anything was sent. */
  before: number;
  /** The least that a worker was seen with. */
  workerBegun: number;
}

/** Resident memory of web and its worker, as Linux tells it of what a process has started. */
export function watchMemory(root = process.pid) {
  const peak: PeakOfBoth = { together: 0, web: 0, worker: 0, before: 0, workerBegun: 0 };
  const step = { web: 0, worker: 0 };
  const look = () => {
    const { web, worker } = residentNow(root);
    peak.before ||= web;
    peak.web = Math.max(peak.web, web);
    peak.worker = Math.max(peak.worker, worker);
    peak.together = Math.max(peak.together, web + worker);
    if (worker > 0) peak.workerBegun = Math.min(peak.workerBegun || worker, worker);
    step.web = Math.max(step.web, web);
    step.worker = Math.max(step.worker, worker);
  };
  look();
  const timer = setInterval(look, 100);
  return {
    says: () => `RSS web ${megabytes(step.web)} MB, worker ${megabytes(step.worker)} MB`,
    /** The peaks since it was asked last. */
    take() {
      const taken = { ...step };
      step.web = 0;
      step.worker = 0;
      return taken;
    },
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}

/** The most that a process has had since it began; 0 where nobody can tell. */
export function mostResidentOf(pid: number): number {
  return statusOf(pid, "VmHWM");
}

export function residentNow(root = process.pid): { web: number; worker: number } {
  const found = { web: 0, worker: 0 };
  for (const { pid, command } of descendantsOf(root)) {
    if (/next-server|next\/dist\/bin\/next/.test(command)) found.web += statusOf(pid, "VmRSS");
    else if (/curfew\.mjs.*--work/.test(command)) found.worker += statusOf(pid, "VmRSS");
  }
  return found;
}

/** All that a process has started, and what those have. */
export function descendantsOf(root: number): { pid: number; command: string }[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
  const mine = new Set([root]);
  for (let grown = true; grown; ) {
    const more = all.filter(({ pid, parent }) => mine.has(parent) && !mine.has(pid));
    for (const { pid } of more) mine.add(pid);
    grown = more.length > 0;
  }
  return all.filter(({ pid }) => mine.has(pid) && pid !== root);
}

function statusOf(pid: number, field: "VmRSS" | "VmHWM"): number {
  try {
    const line = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
