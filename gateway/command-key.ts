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

const keySchema = z.object({ privateKey: z.string().min(1), publicKey: z.string().min(1) });
type CommandKey = z.infer<typeof keySchema>;

/** Reads the key that hosts obey, made on the first start. It never leaves this folder; agents pin its public half. */
export function openCommandKey(folder: string): CommandKey {
  const file = path.join(folder, "command-key.json");
  const found = readKey(file) ?? makeKey(folder, file);
  if (!found) throw new Error(`${file} is damaged: restore it, or remove it and enrol every host again.`);
  return found;
}

export function signCommand(key: CommandKey, command: Command): SignedCommand {
  const payload = JSON.stringify(command);
  return { payload, signature: signText(key.privateKey, commandText(payload)) };
}

function readKey(file: string): CommandKey | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const parsed = keySchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Error(`${file} is damaged: restore it, or remove it and enrol every host again.`);
  }
  return parsed.data;
}

/** Two gateways may start at once: the link decides whose key it is, and both use that one. */
function makeKey(folder: string, file: string): CommandKey | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(6).toString("hex")}`;
  const fd = openSync(beside, "wx", 0o600);
  try {
    writeSync(fd, JSON.stringify(makeKeyPair()));
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
  return readKey(file);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
