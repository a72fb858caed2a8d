import type { AuditEvent } from "@/lib/domain/audit-event";
import type { LoggedEvent } from "@/lib/ingest/log-reader";
import { hostNameOf, logEvents } from "./import-source";
import type { ImportWork } from "./import-work";

export interface FileToMerge {
  readonly id: number;
  readonly hostName: string;
  readonly kept: number;
  /** As its records call them; the first few. */
  readonly hosts: readonly string[];
  readonly firstAt: number | null;
}

/** An event with the host that it is of; empty where nobody says. */
export interface NamedEvent {
  readonly name: string;
  readonly event: AuditEvent;
}

/** So many logs of one host are read side by side; archives follow each other in time, and need no more. */
const MOST_OPEN = 8;

/** Files that tell of the same hosts belong together: Security, System and the archives of one machine. */
export function filesByHost<F extends FileToMerge>(files: readonly F[], oneHost: string): F[][] {
  const groups: { names: Set<string>; files: F[] }[] = [];
  for (const file of files) {
    const said = [...file.hosts, file.hostName].filter((name) => name !== "");
    const names = new Set((oneHost ? [oneHost] : said).map((name) => name.toLowerCase()));
    if (names.size === 0) names.add("");
    const shared = groups.filter((group) => [...names].some((name) => group.names.has(name)));
    const joined = { names, files: [...shared.flatMap((group) => group.files), file] };
    for (const group of shared) {
      for (const name of group.names) joined.names.add(name);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(joined);
  }
  return groups.map((group) => group.files);
}

/** The events of several files in the order of their times, each file in its own order. */
export async function* mergedEvents(
  work: ImportWork,
  files: readonly FileToMerge[],
  given: { readonly oneHost: string; readonly utcOffset: number | null },
): AsyncGenerator<readonly NamedEvent[]> {
  const waiting = [...files].sort((a, b) => (a.firstAt ?? 0) - (b.firstAt ?? 0));
  const open: Reading[] = [];
  try {
    for (;;) {
      open.sort((a, b) => a.at - b.at);
      const [first, second] = open;
      const next = waiting[0];
      if (next && open.length < MOST_OPEN && (!first || first.at >= (next.firstAt ?? 0))) {
        waiting.shift();
        const reading = new Reading(logEvents(work.pathOf(next.id), given.utcOffset), next, given.oneHost);
        open.push(reading);
        if (!(await reading.fill())) open.pop();
        continue;
      }
      if (!first) return;
      const until = Math.min(
        second?.at ?? Number.POSITIVE_INFINITY,
        next?.firstAt ?? Number.POSITIVE_INFINITY,
      );
      do {
        work.signal.throwIfAborted();
        yield first.take(until);
      } while (first.isEmpty && (await first.fill()) && first.at <= until);
      if (first.isEmpty) open.splice(open.indexOf(first), 1);
    }
  } finally {
    await Promise.all(open.map((reading) => reading.close()));
  }
}

class Reading {
  at = 0;
  #batch: readonly LoggedEvent[] = [];
  #index = 0;
  constructor(
    readonly batches: AsyncGenerator<readonly LoggedEvent[]>,
    readonly file: FileToMerge,
    readonly oneHost: string,
  ) {}

  get isEmpty(): boolean {
    return this.#index >= this.#batch.length;
  }

  /** False where the file holds no more events. */
  async fill(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.batches.next();
      if (done) return false;
      if (value.length === 0) continue;
      this.#batch = value;
      this.#index = 0;
      this.at = value[0]?.event.at ?? 0;
      return true;
    }
  }

  /** At least one, and on until another file has an earlier one. */
  take(until: number): NamedEvent[] {
    const naming = { oneHost: this.oneHost, hostName: this.file.hostName };
    const taken: NamedEvent[] = [];
    do {
      const logged = this.#batch[this.#index++];
      if (!logged) break;
      taken.push({ event: logged.event, name: hostNameOf(logged, naming) ?? "" });
      this.at = this.#batch[this.#index]?.event.at ?? this.at;
    } while (!this.isEmpty && this.at <= until);
    return taken;
  }

  async close(): Promise<void> {
    await this.batches.return(undefined);
  }
}
