import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import { isNoSpace, overwriteDurably, writeDurably } from "./durable-file";

const someText = z.string().check(z.minLength(1));

const identitySchema = z.object({
  agentId: z.int(),
  hostId: z.int(),
  serverUrl: z.url(),
  machineId: someText,
  privateKey: someText,
  publicKey: someText,
  /** The gateway's key, pinned at enrolment: no other key may command this host. */
  commandKey: someText,
  /** Made, and not known to be in force yet. */
  nextKey: z.optional(z.object({ privateKey: someText, publicKey: someText })),
});
export type AgentIdentity = z.infer<typeof identitySchema>;

/** How many sequence numbers one disk write reserves. */
const SEQUENCE_BLOCK = 256;
const SEQUENCE_DIGITS = 16;

export function readIdentity(stateDir: string): AgentIdentity | null {
  const file = identityFile(stateDir);
  const content = readIfThere(file);
  if (content === null) return null;
  const parsed = identitySchema.safeParse(parseJson(content));
  if (!parsed.success) throw new Error(`${file} is damaged; enrol this host again`);
  return parsed.data;
}

export function writeIdentity(stateDir: string, identity: AgentIdentity): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeDurably(identityFile(stateDir), `${JSON.stringify(identity, null, 2)}\n`);
}

/** Numbers that only grow, across restarts and power cuts: a block is on disk before its first number is used. */
export class Sequence {
  readonly #file: string;
  #next: number;
  #reserved: number;

  constructor(stateDir: string) {
    this.#file = path.join(stateDir, "sequence");
    const content = readIfThere(this.#file);
    const reserved = content === null ? 0 : Number(content.trim());
    if (!Number.isSafeInteger(reserved) || reserved < 0) {
      throw new Error(`${this.#file} is damaged; enrol this host again`);
    }
    this.#next = reserved + 1;
    this.#reserved = reserved;
  }

  next(): number {
    if (this.#next > this.#reserved) {
      const reserved = this.#next + SEQUENCE_BLOCK - 1;
      this.#reserve(`${String(reserved).padStart(SEQUENCE_DIGITS, "0")}\n`);
      this.#reserved = reserved;
    }
    return this.#next++;
  }

  /** On a full disk the agent goes on talking: what it can tell makes room again. */
  #reserve(content: string): void {
    try {
      writeDurably(this.#file, content);
    } catch (error) {
      if (!isNoSpace(error) || this.#reserved === 0) throw error;
      overwriteDurably(this.#file, content);
    }
  }
}

function identityFile(stateDir: string): string {
  return path.join(stateDir, "agent.json");
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
