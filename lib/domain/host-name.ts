/**
 * Hosts by the names that records give them, without regard to case. A short name and a full name that begins with it are
 * one host; two full names are two, and an address means itself alone.
 */
export class HostNameIndex<T> {
  readonly #exact = new Map<string, T>();
  /** By the short name, the first full one. */
  readonly #full = new Map<string, T>();

  /** Where several fit, the one that was added first is meant. */
  add(name: string, host: T): void {
    const key = keyOf(name);
    if (!this.#exact.has(key)) this.#exact.set(key, host);
    const short = shortHostName(key);
    if (short !== null && short !== key && !this.#full.has(short)) this.#full.set(short, host);
  }

  find(name: string): T | undefined {
    const key = keyOf(name);
    const exact = this.#exact.get(key);
    if (exact !== undefined) return exact;
    const short = shortHostName(key);
    if (short === null) return undefined;
    return short === key ? this.#full.get(key) : this.#exact.get(short);
  }
}

/** Full names before the short ones that they may explain. */
export function fullNamesFirst(names: Iterable<string>): string[] {
  return [...names].sort((a, b) => b.length - a.length);
}

/** `ws-01` of `WS-01.corp.example`; an address has none. */
export function shortHostName(name: string): string | null {
  return /^[\d.:]+$/.test(name) ? null : (keyOf(name).split(".", 1)[0] ?? null);
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}
