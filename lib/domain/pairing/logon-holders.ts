import type { AuditEvent } from "../audit-event";

interface Held {
  /** Of the first record that tells it. */
  readonly sid: string | null;
}

/**
 * Which logon a LogonId stands for along one boot's records. Windows gives an id once in a boot; where a log tells of
 * several people under one id, nobody's record speaks of another's logon.
 */
export class LogonHolders<T extends Held> {
  /** Null where the id went on to a logon that is no person's session. */
  readonly #last = new Map<string, T | null>();
  readonly #earlier = new Map<string, T[]>();

  has(id: string): boolean {
    return this.#last.has(id);
  }

  last(id: string): T | null {
    return this.#last.get(id) ?? null;
  }

  /** The last one of the person whom a record names; the last one where it names none. */
  of(id: string, event: AuditEvent): T | null {
    const last = this.last(id);
    if (last === null || isOf(last, event)) return last;
    return this.#earlier.get(id)?.findLast((held) => isOf(held, event)) ?? null;
  }

  set(id: string, held: T): void {
    this.#last.set(id, held);
  }

  /** As `set`, and whoever held it before keeps what names them. */
  share(id: string, held: T): void {
    const last = this.last(id);
    if (last) {
      const earlier = this.#earlier.get(id);
      if (earlier) earlier.push(last);
      else this.#earlier.set(id, [last]);
    }
    this.set(id, held);
  }

  /** What names the id from here on is nobody's of these. */
  release(id: string): void {
    if (!this.has(id)) return;
    this.#last.set(id, null);
    this.#earlier.delete(id);
  }
}

function isOf({ sid }: Held, event: AuditEvent): boolean {
  return sid === null || event.sid === null || sid === event.sid;
}
