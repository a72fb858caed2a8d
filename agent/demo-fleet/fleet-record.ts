import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import { writeDurably } from "../durable-file";

const recordSchema = z.object({ seed: z.int(), originAt: z.int() });
/** What a fleet is made of: everything else follows. */
export type FleetRecord = z.infer<typeof recordSchema>;

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 30;

/** The fleet of this folder, begun a month ago when it is new. */
export function openFleetRecord(stateDir: string, seed: number, now: number): FleetRecord {
  const file = path.join(stateDir, "fleet.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    const begun = { seed, originAt: (Math.floor(now / DAY_MS) - HISTORY_DAYS) * DAY_MS };
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    writeDurably(file, `${JSON.stringify(begun)}\n`);
    return begun;
  }
  const parsed = recordSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${file} is damaged; remove ${stateDir} to begin the fleet afresh`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
