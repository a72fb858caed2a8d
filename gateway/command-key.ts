import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Command, SignedCommand } from "@/lib/protocol/messages";
import { commandText, makeKeyPair, signText } from "@/lib/protocol/signature";
import { makeSealingKey } from "@/lib/services/superoffice/sealed-secret";

const keySchema = z.object({ privateKey: z.string().min(1), publicKey: z.string().min(1) });
type CommandKey = z.infer<typeof keySchema>;

/** Reads the key that hosts obey, made on the first start. It never leaves this folder; agents pin its public half. */
export function openCommandKey(folder: string): CommandKey {
  return openKey(folder, "command-key.json", "enrol every host again");
}

/** Signs what is sent to webhooks; receivers know its public half. */
export function openAlertKey(folder: string): CommandKey {
  return openKey(folder, "alert-key.json", "give receivers of webhooks the new key");
}

/** Opens what pages hand over for the gateway alone. */
export function openSealingKey(folder: string): CommandKey {
  return openKey(folder, "sealing-key.json", "set the authorization of SuperOffice again", makeSealingKey);
}

function openKey(
  folder: string,
  name: string,
  cure: string,
  make: () => CommandKey = makeKeyPair,
): CommandKey {
  const file = path.join(folder, name);
  const damaged = `${file} is damaged: restore it, or remove it and ${cure}.`;
  const found = readKey(file, damaged);
  if (found) return found;
  makeKey(folder, file, make);
  const made = readKey(file, damaged);
  if (!made) throw new Error(damaged);
  return made;
}

export function signCommand(key: CommandKey, command: Command): SignedCommand {
  const payload = JSON.stringify(command);
  return { payload, signature: signText(key.privateKey, commandText(payload)) };
}

function readKey(file: string, damaged: string): CommandKey | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const parsed = keySchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(damaged);
  return parsed.data;
}

/** Two gateways may start at once: the link decides whose key it is, and both use that one. */
function makeKey(folder: string, file: string, make: () => CommandKey): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(6).toString("hex")}`;
  const fd = openSync(beside, "wx", 0o600);
  try {
    writeSync(fd, JSON.stringify(make()));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  try {
    linkSync(beside, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(beside);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
