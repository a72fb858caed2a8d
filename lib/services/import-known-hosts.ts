import type { Database } from "@/lib/storage/database";
import { listHostsNamed } from "@/lib/storage/import-hosts";

/** A log that names more hosts than this is no log of hosts; the rest counts as unknown before the commit. */
const MOST_NAMES = 20_000;

/** Which hosts of the history the names in a log mean; makes none. */
export class KnownHosts {
  readonly #ids = new Map<string, number | null>();

  constructor(readonly db: Database) {}

  async look(names: readonly (string | null)[]): Promise<void> {
    const fresh = new Set<string>();
    for (const name of names) {
      if (name !== null && !this.#ids.has(name) && this.#ids.size + fresh.size < MOST_NAMES) fresh.add(name);
    }
    if (fresh.size === 0) return;
    const found = await listHostsNamed(this.db, [...fresh]);
    for (const name of fresh) {
      const wanted = name.toLowerCase();
      const exact = found.find((host) => host.name.toLowerCase() === wanted);
      const short = found.find((host) => meansSame(host.name.toLowerCase(), wanted));
      this.#ids.set(name, (exact ?? short)?.id ?? null);
    }
  }

  idOf(name: string | null): number | null {
    return name === null ? null : (this.#ids.get(name) ?? null);
  }
}

/** `ts-04` and `ts-04.corp.example` are one host; `ts-04.a` and `ts-04.b` are two. */
function meansSame(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}
