import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A logoff that came from outside the plan: an order was carried out. */
export interface OutsideAct {
  readonly at: number;
  readonly sessionId: string;
}

/** What the plan cannot know of a host's past, one line each. */
export class OutsideActs {
  readonly #file: string;

  constructor(stateDir: string) {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    this.#file = path.join(stateDir, "outside-acts.jsonl");
  }

  append(act: OutsideAct): void {
    appendFileSync(this.#file, `${JSON.stringify(act)}\n`, { mode: 0o600 });
  }

  list(): OutsideAct[] {
    let text: string;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
      throw error;
    }
    return text.split("\n").flatMap((line) => readAct(line) ?? []);
  }
}

/** A line that a power cut tore is nobody's loss: its session is only still there. */
function readAct(line: string): OutsideAct | null {
  try {
    const { at, sessionId } = JSON.parse(line);
    return typeof at === "number" && typeof sessionId === "string" ? { at, sessionId } : null;
  } catch {
    return null;
  }
}
