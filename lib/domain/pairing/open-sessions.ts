import type { Named } from "./person";
import { personKeys } from "./run-index";
import { destructionOf, identityOf, type Placed, type Trace, userLogoffOf } from "./trace";

/** What each person has open while the log is walked in record order. */
export class OpenSessions {
  /** Newest last; an ended one is dropped when it comes to the top. */
  readonly #stacks = new Map<string, Trace[]>();
  /** Sessions that began before the log did: open until their last end. */
  readonly #older = new Map<string, { trace: Trace; untilIndex: number }>();

  constructor(orphans: readonly Trace[]) {
    for (const trace of orphans) {
      const key = keyOf(identityOf(trace));
      if (key === null) continue;
      const untilIndex = endIndexOf(trace) ?? Number.POSITIVE_INFINITY;
      const known = this.#older.get(key);
      if (!known || untilIndex > known.untilIndex) this.#older.set(key, { trace, untilIndex });
    }
  }

  add(trace: Trace, logon: Placed): void {
    const key = keyOf(logon.event);
    if (key === null) return;
    const stack = this.#stacks.get(key);
    if (stack) stack.push(trace);
    else this.#stacks.set(key, [trace]);
  }

  /** The session of the same person that began last and has not ended by then. */
  latest(logon: Placed): Trace | null {
    const key = keyOf(logon.event);
    if (key === null) return null;
    const stack = this.#stacks.get(key) ?? [];
    for (let top = stack.at(-1); top && hasEnded(top, logon); top = stack.at(-1)) stack.pop();
    const older = this.#older.get(key);
    return stack.at(-1) ?? (older && older.untilIndex > logon.index ? older.trace : null);
  }
}

function keyOf(person: Named): string | null {
  return personKeys(person)[0] ?? null;
}

function hasEnded(trace: Trace, logon: Placed): boolean {
  const index = endIndexOf(trace);
  if (index !== null) return index < logon.index;
  const noticed = trace.run?.ends[0];
  return noticed !== undefined && noticed.at <= logon.event.at;
}

function endIndexOf(trace: Trace): number | null {
  return (userLogoffOf(trace) ?? destructionOf(trace))?.index ?? null;
}
