import { writeSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { createInterface } from "node:readline";
import vm from "node:vm";
import { HOOK_EVENT_NAMES, HOOK_EVENTS, type HookEvent } from "@/lib/domain/hook-event";
import type { HookJob, HookReport, WouldSend } from "../hook-job";
import { closeNetwork } from "./dry-network";
import { fenceIn } from "./fence-in";

/** The program of a hook process: one job, one report, and it ends. */
const REPORT_FD = 3;
const LONGEST_ERROR = 4_000;
const require = createRequire("/");
const cancellation = new AbortController();
const wouldSend: WouldSend[] = [];

type Script = Readonly<Record<string, unknown>>;

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => {
  lines.on("line", () => cancellation.abort());
  // Nobody is there any more who could want the outcome.
  lines.once("close", () => process.exit(0));
  void work(JSON.parse(line) as HookJob);
});

async function work(job: HookJob): Promise<void> {
  fenceIn();
  if (job.isDry) closeNetwork(wouldSend);
  const eventState = { value: job.eventState };
  const returnValue = { value: Promise.resolve(job.returnValue) };
  let script: Script = {};
  try {
    script = load(job);
    if (job.event) await call(script, job, job.event, eventState, returnValue);
    await report(script, { kind: "ok", error: "", eventState, returnValue });
  } catch (error) {
    const isVeto = job.event === "before" && error instanceof Error && error.name === "Veto";
    const kind = isVeto ? "vetoed" : "threw";
    const words = isVeto ? error.message : traceOf(error);
    const also = isVeto ? "" : await tellOnError(script, error);
    await report(script, { kind, error: `${words}${also}`, eventState, returnValue });
  }
}

function load({ code, file }: HookJob): Script {
  const module = { exports: {} as Script };
  const requireBuiltin = (id: string): unknown => {
    if (!isBuiltin(id))
      throw new Error(`${id} is not there: a hook is one file, its own folder and Node itself.`);
    return require(id);
  };
  const run = vm.compileFunction(code, ["module", "exports", "require"], { filename: file });
  run(module, module.exports, requireBuiltin);
  const { default: defined } = module.exports;
  return typeof defined === "object" && defined !== null ? (defined as Script) : module.exports;
}

async function call(
  script: Script,
  job: HookJob,
  event: HookEvent,
  eventState: { value: unknown },
  returnValue: { value: Promise<unknown> },
): Promise<void> {
  const handler = script[HOOK_EVENT_NAMES[event]];
  if (typeof handler !== "function") return;
  const associateIds = Object.freeze([...job.associateIds]);
  const given = event === "before" ? [eventState] : [returnValue, eventState];
  await handler.call(script, associateIds, cancellation.signal, ...given);
}

async function tellOnError(script: Script, error: unknown): Promise<string> {
  if (typeof script.OnError !== "function") return "";
  try {
    await script.OnError(error instanceof Error ? error.message : String(error));
    return "\nOnError ran.";
  } catch (another) {
    return `\nOnError threw as well: ${traceOf(another)}`;
  }
}

interface Ended {
  readonly kind: HookReport["kind"];
  readonly error: string;
  readonly eventState: { value: unknown };
  readonly returnValue: { value: Promise<unknown> };
}

async function report(script: Script, { kind, error, eventState, returnValue }: Ended): Promise<void> {
  const told: HookReport = {
    kind,
    events: HOOK_EVENTS.filter((event) => typeof script[HOOK_EVENT_NAMES[event]] === "function"),
    error: error.slice(0, LONGEST_ERROR),
    eventState: eventState.value ?? null,
    returnValue: await settled(returnValue.value),
    wouldSend,
  };
  write(textOf(told));
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise((written) => stream.write("", written));
  }
  process.exit(0);
}

async function settled(task: unknown): Promise<HookReport["returnValue"]> {
  try {
    return { kind: "value", value: (await task) ?? null };
  } catch (error) {
    return { kind: "fault", message: error instanceof Error ? error.message : String(error) };
  }
}

function textOf(told: HookReport): string {
  try {
    return JSON.stringify(told);
  } catch (error) {
    const why = `What it left in eventState or returnValue is not JSON: ${traceOf(error)}`;
    const returnValue = { kind: "value", value: null } as const;
    return JSON.stringify({ ...told, kind: "threw", error: why, eventState: null, returnValue });
  }
}

function write(text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(REPORT_FD, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}

/** Down to the script's own lines: the rest is this program. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = (error.stack ?? "").split("\n").filter((line) => /^\s+at .*hooks\//.test(line));
  return [`${error.name}: ${error.message}`, ...own.slice(0, 10)].join("\n");
}
