import "server-only";
import type { HookEnd, HookEvent, LogOffOutcome } from "@/lib/domain/hook-event";
import type { HookHost } from "@/lib/hooks/hook-host";
import type { HookRunResult } from "@/lib/hooks/run-hook";
import type { Database } from "@/lib/storage/database";
import { beginHookRun, endHookRun } from "@/lib/storage/hook-runs";
import { notify } from "@/lib/storage/notifications";
import { judgeScript, type RunnableScript } from "./hook-scripts";

/** What a script is given. */
export interface ScriptInput {
  readonly callId: string;
  readonly orderId: number | null;
  readonly associateIds: readonly number[];
  readonly eventState: unknown;
  readonly outcomes: readonly LogOffOutcome[] | null;
}

/** Runs one script for one event, with its line in the run log from its beginning to its end. */
export async function runScript(
  { db, host }: { readonly db: Database; readonly host: HookHost },
  script: RunnableScript,
  event: HookEvent,
  input: ScriptInput,
  cancellation?: AbortSignal,
): Promise<HookRunResult> {
  const { callId, orderId, associateIds, eventState, outcomes } = input;
  const stateBefore = jsonBytes(eventState);
  const begun = { callId, script: script.name, event, orderId, stateBefore, now: new Date() };
  const runId = await beginHookRun(db, begun);
  const file = `hooks/${script.name}`;
  const job = {
    file,
    code: script.code,
    event,
    associateIds,
    eventState,
    returnValue: outcomes,
    isDry: false,
  };
  const result = await host.run(job, cancellation);
  const { end, durationMs, output, outputBytes, report } = result;
  await db.prisma.$transaction(async (tx) => {
    const isStopped = await judgeScript(tx, script.name, end, whyStopped(end), new Date());
    await endHookRun(tx, runId, {
      ...{ state: end, durationMs, output, outputBytes },
      error: result.error.replaceAll("\0", "\u2400"),
      did: isStopped ? "Met a limit for the fifth time in a row: stopped" : didWords(event, result, input),
      stateAfter: report ? jsonBytes(report.eventState) : stateBefore,
    });
    await notify(tx, { kind: "hooks" });
  });
  return result;
}

function whyStopped(end: HookEnd): string {
  if (end === "out_of_memory") return "Five runs in a row met a limit, the last one its memory.";
  if (end === "too_much_output") return "Five runs in a row met a limit, the last one its output.";
  return "Five runs in a row met a limit, the last one its time.";
}

export function jsonBytes(value: unknown): number {
  return value === null || value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

const END_WORDS: Readonly<Record<Exclude<HookEnd, "ok">, string>> = {
  threw: "Threw; the call went on",
  vetoed: "Asked to refuse the call",
  timed_out: "Met its time; the call went on",
  out_of_memory: "Met its memory; the call went on",
  too_much_output: "Printed too much; the call went on",
  crashed: "Ended by itself; the call went on",
  stopped: "Ended with its call",
  not_loaded: "Could not be loaded",
};

/** What it did to the call, in a few words for the run log. */
function didWords(event: HookEvent, { end, report }: HookRunResult, input: ScriptInput): string {
  if (end !== "ok" || !report) return END_WORDS[end === "ok" ? "crashed" : end];
  if (event === "after") {
    const { returnValue } = report;
    if (returnValue.kind === "fault") return "Faulted the call";
    if (JSON.stringify(returnValue.value) !== JSON.stringify(input.outcomes)) return "Replaced the outcome";
  }
  if (JSON.stringify(report.eventState) !== JSON.stringify(input.eventState ?? null)) {
    const names = newNames(input.eventState, report.eventState);
    return names.length > 0 ? `Added ${names.join(", ")}` : "Changed the state";
  }
  return event === "before" ? "Left the state as it was" : "Left the outcome as it was";
}

function newNames(before: unknown, after: unknown): string[] {
  if (typeof after !== "object" || after === null || Array.isArray(after)) return [];
  const known = typeof before === "object" && before !== null ? Object.keys(before) : [];
  return Object.keys(after)
    .filter((name) => !known.includes(name))
    .slice(0, 3)
    .map((name) => name.slice(0, 30).replaceAll("\0", "\u2400"));
}
