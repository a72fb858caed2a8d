import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";

const statusSchema = z.object({
  pid: z.int(),
  version: z.string(),
  /** When the gateway last began, or ceased, to answer this program as it should. */
  since: z.number(),
  /** Empty while all is well, else why not. */
  trouble: z.string(),
});
export type AgentStatus = z.infer<typeof statusSchema>;

/** Left for the doctor and for whoever upgrades this program; written when it changes, and lost without harm. */
export function writeStatus(stateDir: string, status: AgentStatus): void {
  const file = path.join(stateDir, "status.json");
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(status)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // A full disk is the spool's to tell.
  }
}

export function readStatus(stateDir: string): AgentStatus | null {
  try {
    const parsed = statusSchema.safeParse(
      JSON.parse(readFileSync(path.join(stateDir, "status.json"), "utf8")),
    );
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
