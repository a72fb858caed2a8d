import { countWhere } from "./last-where";
import { isSamePerson, type Named, nameKey } from "./person";
import type { TerminalRun } from "./terminal-runs";

interface RunList {
  readonly runs: TerminalRun[];
  /** From each place, the first one that is not taken. */
  readonly next: number[];
}

/** Terminal runs with a start, by person and time; each is given away once. */
export class RunIndex {
  readonly #lists = new Map<string, RunList>();
  readonly #taken = new Set<TerminalRun>();

  constructor(runs: readonly TerminalRun[]) {
    for (const run of [...runs].sort((a, b) => startAt(a) - startAt(b))) {
      if (run.starts.length === 0) continue;
      for (const key of personKeys(run)) {
        const list = this.#lists.get(key) ?? { runs: [], next: [] };
        this.#lists.set(key, list);
        list.runs.push(run);
        list.next.push(list.runs.length);
      }
    }
  }

  /** The first free run of a person that began in the window, both ends included. */
  find(person: Named, sessionId: string | null, fromAt: number, untilAt: number): TerminalRun | null {
    let best: TerminalRun | null = null;
    for (const key of personKeys(person)) {
      const list = this.#lists.get(key);
      if (!list) continue;
      let i = this.#free(
        list,
        countWhere(list.runs, (run) => startAt(run) < fromAt),
      );
      for (let run = list.runs[i]; run && startAt(run) <= untilAt; run = list.runs[i]) {
        const isSession = sessionId === null || run.sessionId === null || run.sessionId === sessionId;
        if (isSession && isSamePerson(run, person)) {
          if (!best || startAt(run) < startAt(best)) best = run;
          break;
        }
        i = this.#free(list, i + 1);
      }
    }
    return best;
  }

  take(run: TerminalRun): void {
    this.#taken.add(run);
  }

  isTaken(run: TerminalRun): boolean {
    return this.#taken.has(run);
  }

  #free(list: RunList, from: number): number {
    let i = from;
    const passed: number[] = [];
    for (let run = list.runs[i]; run && this.#taken.has(run); run = list.runs[i]) {
      passed.push(i);
      i = Math.max(i + 1, list.next[i] ?? i + 1);
    }
    for (const place of passed) list.next[place] = i;
    return i;
  }
}

export function personKeys(person: Named): string[] {
  const keys: string[] = [];
  if (person.sid !== null) keys.push(`sid ${person.sid}`);
  if (person.userName !== null) keys.push(`name ${nameKey(person.userName)}`);
  return keys;
}

function startAt(run: TerminalRun): number {
  return run.starts[0]?.at ?? 0;
}
