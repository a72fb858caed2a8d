import type { Fence } from "@/lib/domain/fence";
import type { Command, Receipt, SignedCommand } from "@/lib/protocol/messages";
import { type Clock, pause } from "./clock";
import { findFencedSession } from "./find-fenced-session";
import type { Journal } from "./journal";
import type { ActAnswer, LogOffForce, Platform } from "./platform";
import { verifyCommand } from "./verify-command";
import { type Departure, waitForDeparture } from "./wait-for-departure";

export interface CommandContext {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly commandKey: string;
  /** A receipt is in the journal and can be sent. */
  readonly onReceipt: () => void;
  readonly log: (line: string) => void;
  /** How long the operating system may take to answer, and a session to go. */
  readonly actPatienceMs?: number;
  readonly departurePatienceMs?: number;
  /** Tests stop the agent here. */
  readonly atStep?: (step: CommandStep) => void;
}

export const COMMAND_STEPS = [
  "received",
  "verified",
  "fence_held",
  "accepted",
  "acted",
  "executed",
  "departed",
  "told",
] as const;
export type CommandStep = (typeof COMMAND_STEPS)[number];

const ACT_PATIENCE_MS = 15_000;
const DEPARTURE_PATIENCE_MS = 30_000;
const STOPPED_IN_BETWEEN = "the agent stopped before it could tell; the session is still there";

/** Runs a command at most once, whatever is delivered how often. Resolves when there is nothing more to tell. */
export async function runCommand(context: CommandContext, signed: SignedCommand): Promise<void> {
  const { clock, journal } = context;
  context.atStep?.("received");
  const checked = verifyCommand(signed, context.commandKey, clock.now());
  const commandId = "command" in checked ? checked.command.id : checked.commandId;
  if (commandId !== null && journal.find(commandId)) {
    journal.tellAgain(commandId);
    context.onReceipt();
    return;
  }
  context.atStep?.("verified");
  switch (checked.kind) {
    case "forged":
    case "malformed":
      context.log(`refused a command: ${checked.detail}`);
      // The id is taken from now on: what was told as refused must never run later.
      if (checked.commandId) {
        write(context, checked.commandId, null, clock.now(), "refused", checked.detail);
      }
      return;
    case "expired":
      write(
        context,
        checked.command.id,
        checked.command.fence,
        checked.command.expiresAt,
        "expired",
        checked.detail,
      );
      return;
    case "genuine":
      return logOff(context, checked.command);
  }
}

/** After a restart: never act again, look and tell. */
export async function finishInterrupted(context: CommandContext): Promise<void> {
  const unfinished = context.journal.unfinished();
  await Promise.all(
    unfinished.map(async ({ commandId, fence, expiresAt }) => {
      if (!fence) return;
      const departure = await waitForDeparture(context.platform, context.clock, fence, {
        patienceMs: context.departurePatienceMs ?? DEPARTURE_PATIENCE_MS,
      });
      const tell = (step: Receipt["step"], detail: string) =>
        write(context, commandId, fence, expiresAt, step, detail);
      if (departure.kind === "gone") tell("gone", departure.detail);
      else if (departure.kind === "stays") tell("failed", STOPPED_IN_BETWEEN);
      else tell("failed", `the agent stopped before it could tell; ${departure.detail}`);
    }),
  );
}

async function logOff(context: CommandContext, command: Command): Promise<void> {
  const { fence, expiresAt, id } = command;
  const tell = (step: Receipt["step"], detail: string) => write(context, id, fence, expiresAt, step, detail);

  const found = await findFencedSession(context.platform, fence);
  // Looking took time: the same command may have been delivered on another connection meanwhile.
  if (context.journal.find(id)) return;
  if (found.kind === "different") return tell("refused", found.detail);
  if (context.clock.now() >= expiresAt) return tell("expired", "expiresAt: the command ran out on this host");
  context.atStep?.("fence_held");

  tell("accepted", "");
  context.atStep?.("accepted");

  const answer = await act(context, fence, "ask");
  context.atStep?.("acted");
  if (answer.kind === "refused" || answer.kind === "unsupported") return tell("failed", answer.detail);
  if (answer.kind === "silent") {
    const late = await departure(context, fence);
    return late.kind === "gone" ? tell("gone", late.detail) : tell("failed", answer.detail);
  }
  tell("executed", answer.detail);
  context.atStep?.("executed");

  const outcome = await departure(context, fence);
  context.atStep?.("departed");
  if (outcome.kind === "gone") tell("gone", outcome.detail);
  else tell("failed", outcome.detail);
  context.atStep?.("told");
}

function departure(context: CommandContext, fence: Fence): Promise<Departure> {
  return waitForDeparture(context.platform, context.clock, fence, {
    patienceMs: context.departurePatienceMs ?? DEPARTURE_PATIENCE_MS,
    insist: async (force) => {
      const answer = await act(context, fence, force);
      context.log(
        `session ${fence.sessionId} stays behind as closing: ${force}: ${answer.kind} ${answer.detail}`,
      );
    },
  });
}

type BoundedAnswer = ActAnswer | { readonly kind: "silent"; readonly detail: string };

async function act(context: CommandContext, fence: Fence, force: LogOffForce): Promise<BoundedAnswer> {
  const patienceMs = context.actPatienceMs ?? ACT_PATIENCE_MS;
  const answered = new AbortController();
  const silence = pause(context.clock, patienceMs, answered.signal).then(
    (): BoundedAnswer => ({
      kind: "silent",
      detail: `the operating system did not answer within ${Math.round(patienceMs / 1000)} s`,
    }),
  );
  try {
    return await Promise.race([context.platform.logOff(fence, force), silence]);
  } catch (error) {
    // No answer is not a refusal: the host is looked at before anything is told.
    return { kind: "silent", detail: error instanceof Error ? error.message : String(error) };
  } finally {
    answered.abort();
  }
}

function write(
  context: CommandContext,
  commandId: string,
  fence: Fence | null,
  expiresAt: number,
  step: Receipt["step"],
  detail: string,
): void {
  const receipt: Receipt = { commandId, step, at: context.clock.now(), detail: detail.slice(0, 512) };
  context.journal.write(receipt, fence, expiresAt);
  context.onReceipt();
}
