import type { FileReport, PreviewReject } from "@/lib/domain/import-facts";
import type { LoggedEvent } from "@/lib/ingest/log-reader";
import { type LogReport, type Reject, whereOf } from "@/lib/ingest/report";

const TOLD_REJECTS = 100;
/** Of one reason so many are told before any other reason waits: a thousand of one must not hide the one that matters. */
const OF_ONE_REASON = 10;
const MOST_REASONS = 1_000;
const TOLD_HOSTS = 50;
const TOLD_ENTRIES = 200;
const HALF_A_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What is found while a file is read through. */
export class FileFacts {
  kept = 0;
  known = 0;
  unnamed = 0;
  #refused = 0;
  readonly #hosts = new Set<string>();
  readonly #rejects: PreviewReject[] = [];
  readonly #moreRejects: PreviewReject[] = [];
  readonly #reasons = new Map<string, number>();
  #firstAt: number | null = null;
  #lastAt: number | null = null;

  add({ host, event }: LoggedEvent): void {
    this.kept++;
    if (host === null || host === "") this.unnamed++;
    else if (this.#hosts.size < TOLD_HOSTS) this.#hosts.add(host);
    if (!isInstant(event.at)) return;
    if (this.#firstAt === null || event.at < this.#firstAt) this.#firstAt = event.at;
    if (this.#lastAt === null || event.at > this.#lastAt) this.#lastAt = event.at;
  }

  /** A part of the file that could not be read. */
  reject(reject: Reject): void {
    this.#tell(whereOf(reject), reject.reason);
  }

  /** A record that was read and cannot be kept. */
  refuse({ event }: LoggedEvent, reason: string): void {
    this.#refused++;
    this.#tell(`${event.log} record ${event.recordId}`, reason);
  }

  #tell(where: string, reason: string): void {
    const seen = this.#reasons.get(reason) ?? 0;
    if (seen > 0 || this.#reasons.size < MOST_REASONS) this.#reasons.set(reason, seen + 1);
    const list = seen < OF_ONE_REASON ? this.#rejects : this.#moreRejects;
    if (list.length < TOLD_REJECTS) list.push({ where: keepable(where), reason: keepable(reason) });
  }

  report(log: LogReport, ms: number): FileReport {
    const notes = [...log.notes];
    if (log.checksumFaults > 0)
      notes.push(
        `The checksum of ${log.checksumFaults} chunks does not hold: what was read there may be wrong.`,
      );
    return {
      records: log.records,
      kept: this.kept,
      skipped: log.skipped,
      rejected: log.rejected + this.#refused,
      known: this.known,
      unnamed: this.unnamed,
      hosts: [...this.#hosts].map(keepable),
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      notes: notes.slice(0, 20).map(keepable),
      entries: log.entries.slice(0, TOLD_ENTRIES).map((entry) => ({ ...entry, name: keepable(entry.name) })),
      moreEntries: Math.max(0, log.entries.length - TOLD_ENTRIES),
      rejects: [...this.#rejects, ...this.#moreRejects].slice(0, TOLD_REJECTS),
      ms: Math.round(ms),
    };
  }
}

/** What stands for a file that could not be opened at all. */
export function unreadable(reason: string): FileReport {
  const nothing = {
    records: 0,
    kept: 0,
    skipped: 0,
    known: 0,
    unnamed: 0,
    firstAt: null,
    lastAt: null,
    ms: 0,
  };
  const rejects = [{ where: "", reason: keepable(reason) }];
  return { ...nothing, rejected: 1, hosts: [], notes: [], entries: [], rejects };
}

/** A damaged record can tell an instant that no calendar holds. */
export function isInstant(at: number): boolean {
  return Math.abs(at) <= 8.64e15;
}

/** Bounded, and without the one character that a database cannot hold. */
export function keepable(text: string): string {
  const bounded = text.length > 500 ? `${text.slice(0, 500)}…` : text;
  return bounded.replaceAll("\0", "\u2400").replace(HALF_A_PAIR, "\ufffd");
}
