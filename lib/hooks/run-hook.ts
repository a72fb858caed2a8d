import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import type { Readable } from "node:stream";
import type { HookEnd } from "@/lib/domain/hook-event";
import { type HookLimits, hookCommand, hookProgram } from "./hook-command";
import type { HookJob, HookReport } from "./hook-job";
import { HookThrottle, starvedMsOf } from "./hook-throttle";

export interface HookRunResult {
  readonly end: HookEnd;
  readonly durationMs: number;
  /** The beginning of what it printed. */
  readonly output: string;
  readonly outputBytes: number;
  readonly error: string;
  /** Null where the process ended without one. */
  readonly report: HookReport | null;
}

const KEPT_OUTPUT = 16 * 1024;
const LONGEST_REPORT = 4 * 1024 * 1024;
const LOOK_EVERY_MS = 100;
/** After the cancellation token has fired, this long to come to an end by itself. */
const CANCEL_PATIENCE_MS = 1_000;
/** A busy machine lengthens the limit by what it withheld, up to this many times the limit. */
const LONGEST = 3;
const throttle = new HookThrottle();

/** Runs one script for one event in a process of its own, and always comes back: a limit ends it. */
export async function runHook(
  job: HookJob,
  filesFolder: string,
  limits: HookLimits,
  cancellation: AbortSignal,
): Promise<HookRunResult> {
  const startedAt = performance.now();
  const command = hookCommand(await hookProgram(), filesFolder, limits);
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    ...(command.uid === undefined ? {} : { uid: command.uid }),
    ...(command.gid === undefined ? {} : { gid: command.gid }),
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    // A group of its own, so that whatever it started ends with it.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  child.stdin?.on("error", () => {});
  child.stdin?.write(`${JSON.stringify(job)}\n`);
  const watch = new Watch(child, limits, cancellation);
  const exit = await watch.ended();
  const durationMs = Math.round(performance.now() - startedAt);
  const { output, outputBytes } = watch;
  const report = parseReport(watch.reported);
  const { end, error } = judge(watch.stoppedFor, report, exit, limits, watch.lastWords);
  return { end, durationMs, output, outputBytes, error, report };
}

type Stop = "timed_out" | "out_of_memory" | "too_much_output" | "stopped";

class Watch {
  readonly #child: ChildProcess;
  readonly #limits: HookLimits;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #forget: () => void;
  stoppedFor: Stop | null = null;
  output = "";
  outputBytes = 0;
  /** What V8 says when the heap is full, however much was printed before. */
  lastWords = "";
  reported = "";

  constructor(child: ChildProcess, limits: HookLimits, cancellation: AbortSignal) {
    this.#child = child;
    this.#limits = limits;
    const { timeMs } = limits;
    if (timeMs !== null) this.#timers.push(setTimeout(() => this.#stopUnlessStarved(timeMs, timeMs), timeMs));
    this.#timers.push(setInterval(() => this.#look(), LOOK_EVERY_MS));
    const cancel = () => {
      this.#child.stdin?.write("cancel\n");
      this.#timers.push(setTimeout(() => this.#stop("stopped"), CANCEL_PATIENCE_MS));
    };
    if (cancellation.aborted) cancel();
    cancellation.addEventListener("abort", cancel, { once: true });
    this.#forget = () => cancellation.removeEventListener("abort", cancel);
    child.stdout?.on("data", (chunk: Buffer) => this.#keep(chunk));
    child.stderr?.on("data", (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
      this.#keep(chunk);
    });
    (child.stdio[3] as Readable | null)?.on("data", (chunk: Buffer) => {
      if (this.reported.length < LONGEST_REPORT) this.reported += chunk.toString("utf8");
    });
    const { pid } = child;
    if (pid === undefined) return;
    lowerPriority(pid);
    child.once("exit", () => throttle.forget(pid));
  }

  /** The exit code or signal in words, once the process and all its pipes are closed. */
  async ended(): Promise<string> {
    const said = await new Promise<string>((resolve) => {
      this.#child.once("error", (error) => resolve(error.message));
      this.#child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    for (const timer of this.#timers) clearTimeout(timer);
    this.#forget();
    return said;
  }

  #stopUnlessStarved(limitMs: number, passedMs: number): void {
    const { pid } = this.#child;
    const until = Math.min(limitMs + (pid === undefined ? 0 : starvedMsOf(pid)), limitMs * LONGEST);
    const leftMs = until - passedMs;
    if (leftMs < LOOK_EVERY_MS) this.#stop("timed_out");
    else this.#timers.push(setTimeout(() => this.#stopUnlessStarved(limitMs, until), leftMs));
  }

  #stop(why: Stop): void {
    this.stoppedFor ??= why;
    killGroup(this.#child);
  }

  #keep(chunk: Buffer): void {
    this.outputBytes += chunk.length;
    const room = KEPT_OUTPUT - this.output.length;
    if (room > 0) this.output += chunk.subarray(0, room).toString("utf8").replaceAll("\0", "\u2400");
    if (this.outputBytes > this.#limits.outputBytes) this.#stop("too_much_output");
  }

  /** The heap has a limit of its own; this sees what lies beside it. Only Linux tells it without a program to ask. */
  #look(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (process.platform !== "linux" || pid === undefined || exitCode !== null || signalCode !== null) return;
    throttle.look(pid);
    fs.readFile(`/proc/${pid}/statm`, "utf8", (error, text) => {
      const pages = error ? 0 : Number(text.split(" ")[1]);
      if (pages * 4_096 > this.#limits.residentMb * 1024 * 1024) this.#stop("out_of_memory");
    });
  }
}

/**
 * Pages come first, and a hook still comes to its end on a busy machine: a tenth of what others get, where they want
 * all of it. A group of its own is weighed as one by Linux, too.
 */
function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
    if (process.platform === "linux") fs.writeFileSync(`/proc/${pid}/autogroup`, "10");
  } catch {
    // It has ended already, or this kernel weighs no groups.
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

function parseReport(text: string): HookReport | null {
  try {
    return JSON.parse(text) as HookReport;
  } catch {
    return null;
  }
}

function judge(
  stoppedFor: Stop | null,
  report: HookReport | null,
  exit: string,
  limits: HookLimits,
  lastWords: string,
): { readonly end: HookEnd; readonly error: string } {
  if (report && !stoppedFor) return { end: report.kind, error: report.error };
  switch (stoppedFor) {
    case "timed_out":
      return { end: "timed_out", error: `It was ended: its ${(limits.timeMs ?? 0) / 1_000} s were over.` };
    case "out_of_memory":
      return { end: "out_of_memory", error: `It was ended at ${limits.residentMb} MB.` };
    case "too_much_output":
      return { end: "too_much_output", error: "It was ended: it printed too much." };
    case "stopped":
      return { end: "stopped", error: "It was ended: the call was cancelled, or the gateway stopped." };
    case null:
      if (/heap out of memory|heap limit/i.test(lastWords)) {
        return { end: "out_of_memory", error: `It needed more than ${limits.heapMb} MB of heap.` };
      }
      return { end: "crashed", error: `It ended by itself before it was done: ${exit}.` };
  }
}
