import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";

export interface AgentProgram {
  readonly content: Buffer;
  /** Hexadecimal, as sha256sum prints it. */
  readonly sha256: string;
}

/** Where the build puts it; both processes run in the checkout's folder. */
const FILE = path.resolve("dist/agent.cjs");
let known: { readonly stamp: string; readonly program: AgentProgram } | null = null;

/** The agent as this Curfew was built with, in one file; null before the first build. */
export async function readAgentProgram(): Promise<AgentProgram | null> {
  try {
    const { mtimeMs, size } = await stat(FILE);
    const stamp = `${mtimeMs} ${size}`;
    if (known?.stamp !== stamp) {
      const content = await readFile(FILE);
      known = { stamp, program: { content, sha256: createHash("sha256").update(content).digest("hex") } };
    }
    return known.program;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
