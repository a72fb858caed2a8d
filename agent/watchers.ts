import type { PlatformChange } from "./platform";

/** Who wants to hear that something on a host may have changed. */
export class Watchers {
  readonly #watchers = new Set<(change: PlatformChange) => void>();

  /** Returns what takes it out again. */
  add(onChange: (change: PlatformChange) => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  tell(...changes: readonly PlatformChange[]): void {
    for (const change of changes) for (const watcher of [...this.#watchers]) watcher(change);
  }

  clear(): void {
    this.#watchers.clear();
  }
}
