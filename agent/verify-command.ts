import { COMMAND_LIFE_MS } from "@/lib/domain/target-state";
import { type Command, commandSchema, type SignedCommand } from "@/lib/protocol/messages";
import { commandText, MAX_REQUEST_AGE_MS, verifyText } from "@/lib/protocol/signature";

export type CheckedCommand =
  | { readonly kind: "genuine"; readonly command: Command }
  /** Readable, so that it can be answered; not to be obeyed. */
  | { readonly kind: "forged" | "malformed"; readonly commandId: string | null; readonly detail: string }
  | { readonly kind: "expired"; readonly command: Command; readonly detail: string };

export function verifyCommand(signed: SignedCommand, commandKey: string, now: number): CheckedCommand {
  const parsed = commandSchema.safeParse(parseJson(signed.payload));
  const commandId = parsed.success ? parsed.data.id : null;
  if (!verifyText(commandKey, commandText(signed.payload), signed.signature)) {
    return { kind: "forged", commandId, detail: "the signature is not that of the gateway this host trusts" };
  }
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join(".") || "payload";
    return {
      kind: "malformed",
      commandId,
      detail: `the command cannot be read: ${field}: ${issue?.message}`,
    };
  }
  const command = parsed.data;
  if (command.expiresAt - command.issuedAt > COMMAND_LIFE_MS || command.expiresAt <= command.issuedAt) {
    return { kind: "expired", command, detail: "expiresAt: a command lives five minutes at most" };
  }
  if (now >= command.expiresAt) {
    const seconds = Math.ceil((now - command.expiresAt) / 1000);
    return { kind: "expired", command, detail: `expiresAt: the command came ${seconds} s too late` };
  }
  if (command.issuedAt - now > MAX_REQUEST_AGE_MS) {
    return {
      kind: "expired",
      command,
      detail: "issuedAt: the command comes from the future by this host's clock",
    };
  }
  return { kind: "genuine", command };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
