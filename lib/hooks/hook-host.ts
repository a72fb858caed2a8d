import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { HOOK_LIMITS, type HookLimits, makeDryFolder, makeFilesFolder } from "./hook-command";
import type { HookJob } from "./hook-job";
import { type HookRunResult, runHook } from "./run-hook";
import { type ScriptFile, ScriptFiles } from "./script-files";

export interface HookHostOptions {
  /** Where the scripts lie. */
  readonly folder: string;
  /** Where they may write. */
  readonly filesFolder: string;
  readonly limits?: Partial<HookLimits>;
}

export interface DryRunFile {
  readonly name: string;
  readonly text: string;
}

/** At most so many hook processes at once that somebody waits for, and as many that nobody waits for: pages need the rest. */
const AT_ONCE = Math.max(1, Math.floor(os.availableParallelism() / 2));
/** A busy machine takes its time to start a process; a script that hangs while it loads is told all the same. */
const LOAD_MS = 20_000;
const LONGEST_DRY_FILE = 4_000;

/** Finds and runs the administrator's scripts, each run in a process of its own. */
export class HookHost {
  readonly #files: ScriptFiles;
  readonly #filesFolder: string;
  readonly #limits: HookLimits;
  readonly #waitedFor = new Places(AT_ONCE);
  readonly #notWaitedFor = new Places(AT_ONCE);
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(options: HookHostOptions) {
    this.#files = new ScriptFiles(path.resolve(options.folder));
    this.#filesFolder = makeFilesFolder(path.resolve(options.filesFolder));
    this.#limits = { ...HOOK_LIMITS, ...options.limits };
  }

  scripts(): Promise<readonly ScriptFile[]> {
    return this.#files.read();
  }

  /** Loads a script and does nothing else; the report says which events it subscribes to. */
  load(script: { readonly file: string; readonly code: string }): Promise<HookRunResult> {
    const job = {
      ...script,
      event: null,
      associateIds: [],
      eventState: null,
      returnValue: null,
      isDry: true,
    };
    return this.#run(this.#waitedFor, job, this.#filesFolder, { ...this.#limits, timeMs: LOAD_MS });
  }

  run(job: HookJob, cancellation?: AbortSignal): Promise<HookRunResult> {
    const isAsync = job.event === "after_async";
    const limits = isAsync ? { ...this.#limits, timeMs: null } : this.#limits;
    const places = isAsync ? this.#notWaitedFor : this.#waitedFor;
    return this.#run(places, job, this.#filesFolder, limits, cancellation);
  }

  /** In a folder that is thrown away; what it wrote there is told. A dry run has a limit whatever the event. */
  async dryRun(job: HookJob): Promise<{ result: HookRunResult; files: readonly DryRunFile[] }> {
    const folder = makeDryFolder();
    try {
      const result = await this.#run(this.#waitedFor, { ...job, isDry: true }, folder, this.#limits);
      return { result, files: readFiles(folder) };
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Ends what runs, and waits until it has ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([...this.#running]);
  }

  async #run(
    places: Places,
    job: HookJob,
    folder: string,
    limits: HookLimits,
    cancellation?: AbortSignal,
  ): Promise<HookRunResult> {
    const signal = cancellation ? AbortSignal.any([cancellation, this.#stop.signal]) : this.#stop.signal;
    const leave = await places.enter();
    const running = runHook(job, folder, limits, signal).finally(leave);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}

/** So many may be inside; who comes later waits in line. */
class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async enter(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return () => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }
}

function readFiles(folder: string): DryRunFile[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .slice(0, 20)
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { name: path.relative(folder, file), text: beginningOf(file) };
    });
}

function beginningOf(file: string): string {
  const bytes = Buffer.alloc(LONGEST_DRY_FILE);
  const fd = fs.openSync(file, "r");
  try {
    const length = fs.readSync(fd, bytes, 0, bytes.length, 0);
    return bytes.subarray(0, length).toString("utf8").replaceAll("\0", "\u2400");
  } finally {
    fs.closeSync(fd);
  }
}
