import type { LogName } from "@/lib/domain/audit-event";
import type { RecordRef } from "@/lib/domain/ending";
import type { LoggedEvent } from "@/lib/ingest/log-reader";

/** What a machine was called when: one machine's log can hold several names. Kept where the name changes alone. */
export class HostNames {
  readonly #changes = new Map<LogName, { recordId: number; host: string }[]>();
  #isSorted = true;

  add({ host, event }: Pick<LoggedEvent, "host" | "event">): void {
    if (host === null || host === "") return;
    let changes = this.#changes.get(event.log);
    if (!changes) {
      changes = [];
      this.#changes.set(event.log, changes);
    }
    const last = changes.at(-1);
    if (last && last.host === host && last.recordId <= event.recordId) return;
    changes.push({ recordId: event.recordId, host });
    this.#isSorted = false;
  }

  /** The name that stood in a record, or in the nearest one before it. */
  at(ref: RecordRef | null): string | null {
    if (!this.#isSorted)
      for (const list of this.#changes.values()) list.sort((a, b) => a.recordId - b.recordId);
    this.#isSorted = true;
    const changes = (ref && this.#changes.get(ref.log)) ?? [...this.#changes.values()][0] ?? [];
    let name = changes[0]?.host ?? null;
    for (const change of changes) {
      if (ref && change.recordId > ref.recordId) break;
      name = change.host;
    }
    return name;
  }
}
