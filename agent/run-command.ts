import type { Command, Receipt, SignedCommand } from "@/lib/protocol/messages";
import { carryOut, type Tell, tellInterrupted } from "./carry-out";
import type { Clock } from "./clock";
import { findFencedSession } from "./find-fenced-session";
import type { Journal, JournalEntry } from "./journal";
import type { Platform } from "./platform";
import { verifyCommand } from "./verify-command";

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
        const about = { verb: "log_off", fence: null, expiresAt: clock.now() } as const;
        write(context, checked.commandId, about, "refused", checked.detail);
      }
      return;
    case "expired":
      write(context, checked.command.id, checked.command, "expired", checked.detail);
      return;
    case "genuine":
      return run(context, checked.command);
  }
}

/** After a restart: never act again, look and tell. */
export async function finishInterrupted(context: CommandContext): Promise<void> {
  const unfinished = context.journal.unfinished();
  await Promise.all(
    unfinished.map(async ({ commandId, verb, fence, expiresAt }) => {
      if (!fence) return;
      await tellInterrupted(context, verb, fence, (step, detail) =>
        write(context, commandId, { verb, fence, expiresAt }, step, detail),
      );
    }),
  );
}

async function run(context: CommandContext, command: Command): Promise<void> {
  const { id, verb, fence, expiresAt } = command;
  const tell: Tell = (step, detail) => write(context, id, { verb, fence, expiresAt }, step, detail);

  const found = await findFencedSession(context.platform, fence);
  // Looking took time: the same command may have been delivered on another connection meanwhile.
  if (context.journal.find(id)) return;
  if (found.kind === "different") return tell("refused", found.detail);
  if (context.clock.now() >= expiresAt) return tell("expired", "expiresAt: the command ran out on this host");
  context.atStep?.("fence_held");

  tell("accepted", "");
  context.atStep?.("accepted");
  await carryOut(context, command, tell);
}

type About = Omit<JournalEntry, "commandId" | "receipts">;

function write(
  context: CommandContext,
  commandId: string,
  about: About,
  step: Receipt["step"],
  detail: string,
): void {
  const receipt: Receipt = { commandId, step, at: context.clock.now(), detail: detail.slice(0, 512) };
  context.journal.write(receipt, about);
  context.onReceipt();
}
