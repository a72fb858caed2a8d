import type { Fence } from "@/lib/domain/fence";
import type { Command, Receipt } from "@/lib/protocol/messages";
import { pause } from "./clock";
import { findFencedSession } from "./find-fenced-session";
import type { ActAnswer, LogOffForce } from "./platform";
import type { CommandContext } from "./run-command";
import { type Departure, waitForDeparture } from "./wait-for-departure";

export type Tell = (step: Receipt["step"], detail: string) => void;

const ACT_PATIENCE_MS = 15_000;
const DEPARTURE_PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** Does what an accepted command says, and tells how it went. */
export async function carryOut(context: CommandContext, command: Command, tell: Tell): Promise<void> {
  const { fence } = command;
  switch (command.verb) {
    case "message":
      return showMessage(context, fence, command.text, tell);
    case "disconnect":
      return disconnect(context, fence, tell);
    case "log_off":
      return logOff(context, fence, "ask", tell);
    case "force":
      return logOff(context, fence, "terminate", tell);
  }
}

async function showMessage(context: CommandContext, fence: Fence, text: string, tell: Tell): Promise<void> {
  const answer = await bounded(context, () => context.platform.message(fence, text));
  context.atStep?.("acted");
  if (answer.kind === "done") tell("shown", answer.detail);
  else tell("not_shown", answer.detail);
  context.atStep?.("told");
}

async function disconnect(context: CommandContext, fence: Fence, tell: Tell): Promise<void> {
  const answer = await bounded(context, () => context.platform.disconnect(fence));
  context.atStep?.("acted");
  if (answer.kind === "refused" || answer.kind === "unsupported") return tell("failed", answer.detail);
  if (answer.kind !== "silent") tell("executed", answer.detail);
  context.atStep?.("executed");
  await tellWhetherDisconnected(context, fence, answer.kind === "silent" ? answer.detail : "", tell);
  context.atStep?.("told");
}

async function tellWhetherDisconnected(
  context: CommandContext,
  fence: Fence,
  trouble: string,
  tell: Tell,
): Promise<void> {
  let isOver = false;
  const stop = context.clock.after(context.departurePatienceMs ?? DEPARTURE_PATIENCE_MS, () => {
    isOver = true;
  });
  try {
    for (;;) {
      const found = await look(context, fence);
      if (found.kind === "different") return tell("gone", found.detail);
      if (found.kind === "same" && found.session.state === "disconnected") return tell("done", "");
      if (isOver) {
        const state = found.kind === "same" ? found.session.state : found.detail;
        return tell("failed", trouble || `the session is still connected (${state})`);
      }
      await pause(context.clock, LOOK_EVERY_MS);
    }
  } finally {
    stop();
  }
}

async function logOff(context: CommandContext, fence: Fence, force: LogOffForce, tell: Tell): Promise<void> {
  const isForced = force !== "ask";
  const answer = await bounded(context, () => context.platform.logOff(fence, force));
  context.atStep?.("acted");
  if (answer.kind === "refused" || answer.kind === "unsupported") return tell("failed", answer.detail);
  if (answer.kind === "silent") {
    const late = await departure(context, fence, isForced);
    return late.kind === "gone" ? tell("gone", late.detail) : tell("failed", answer.detail);
  }
  tell("executed", answer.detail);
  context.atStep?.("executed");

  const outcome = await departure(context, fence, isForced);
  context.atStep?.("departed");
  if (outcome.kind === "gone") tell("gone", outcome.detail);
  else tell("failed", outcome.detail);
  context.atStep?.("told");
}

function departure(context: CommandContext, fence: Fence, isForced: boolean): Promise<Departure> {
  return waitForDeparture(context.platform, context.clock, fence, {
    patienceMs: context.departurePatienceMs ?? DEPARTURE_PATIENCE_MS,
    isForced,
    insist: async (force) => {
      const answer = await bounded(context, () => context.platform.logOff(fence, force));
      context.log(`session ${fence.sessionId} stays behind: ${force}: ${answer.kind} ${answer.detail}`);
    },
  });
}

/** After a restart: what became of a command that was accepted, by looking alone. */
export async function tellInterrupted(
  context: CommandContext,
  verb: Command["verb"],
  fence: Fence,
  tell: Tell,
): Promise<void> {
  const stopped = "the agent stopped before it could tell";
  switch (verb) {
    case "message":
      return tell("not_shown", `${stopped} whether the message was shown`);
    case "disconnect":
      return tellWhetherDisconnected(context, fence, `${stopped}; the session is still connected`, tell);
    case "log_off":
    case "force": {
      const seen = await waitForDeparture(context.platform, context.clock, fence, {
        patienceMs: context.departurePatienceMs ?? DEPARTURE_PATIENCE_MS,
      });
      if (seen.kind === "gone") return tell("gone", seen.detail);
      if (seen.kind === "stays") return tell("failed", `${stopped}; the session is still there`);
      return tell("failed", `${stopped}; ${seen.detail}`);
    }
  }
}

type BoundedAnswer = ActAnswer | { readonly kind: "silent"; readonly detail: string };

async function bounded(context: CommandContext, act: () => Promise<ActAnswer>): Promise<BoundedAnswer> {
  const patienceMs = context.actPatienceMs ?? ACT_PATIENCE_MS;
  const answered = new AbortController();
  const silence = pause(context.clock, patienceMs, answered.signal).then(
    (): BoundedAnswer => ({
      kind: "silent",
      detail: `the operating system did not answer within ${Math.round(patienceMs / 1000)} s`,
    }),
  );
  try {
    return await Promise.race([act(), silence]);
  } catch (error) {
    // No answer is not a refusal: the host is looked at before anything is told.
    return { kind: "silent", detail: inWords(error) };
  } finally {
    answered.abort();
  }
}

async function look({ platform }: CommandContext, fence: Fence) {
  try {
    return await findFencedSession(platform, fence);
  } catch (error) {
    return { kind: "blind" as const, detail: `the host could not be asked: ${inWords(error)}` };
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
