import type { AuditEvent } from "@/lib/domain/audit-event";
import type { ImportPreview, PreviewHost } from "@/lib/domain/import-facts";
import { notePreviewing } from "@/lib/storage/import-progress";
import { faultOf } from "./event-fault";
import { isInstant, keepable } from "./import-file-facts";
import { HostPairer } from "./import-host-pairer";
import { KnownHosts } from "./import-known-hosts";
import { type FileToMerge, filesByHost, mergedEvents } from "./import-merged-events";
import { PreviewSample } from "./import-preview-sample";
import type { ImportWork } from "./import-work";

/** So many events are held while they are paired: a log of any length takes no more memory than one of these. */
const MOST_HELD = 40_000;
const PROGRESS_MS = 300;
const TOLD_HOSTS = 500;
const MOST_HOSTS = 20_000;
const MOST_ACCOUNTS = 100_000;

export interface ImportToPreview {
  readonly id: number;
  readonly oneHost: string;
  readonly utcOffset: number | null;
  readonly files: readonly FileToMerge[];
}

/** Pairs what an import holds, host by host, with nothing but its own files. Null where nobody waits for it any more. */
export async function previewImport(
  work: ImportWork,
  given: ImportToPreview,
  mostHeld = MOST_HELD,
): Promise<ImportPreview | null> {
  const found = new Found(mostHeld);
  const files = given.files.filter(({ kept }) => kept > 0);
  let toldAt = Number.NEGATIVE_INFINITY;
  for (const group of filesByHost(files, given.oneHost)) {
    for await (const events of mergedEvents(work, group, given)) {
      for (const { name, event } of events)
        if (faultOf(event, null, work.now()) === null) found.add(name, event);
      if (performance.now() - toldAt < PROGRESS_MS) continue;
      toldAt = performance.now();
      if (!(await notePreviewing(work.db, given.id, found.events))) return null;
    }
  }
  const known = new KnownHosts(work.db);
  await known.look(found.names());
  return found.preview((name) => known.idOf(name));
}

/** Stands for a preview that could not be made. */
export function unpaired(events: number): ImportPreview {
  const nothing = { hosts: [], moreHosts: 0, accounts: 0, firstAt: null, lastAt: null, pairedEvents: 0 };
  return { events, ...nothing, sessions: 0, byKind: {}, sample: [], leftovers: [] };
}

class HostFound {
  events = 0;
  sessions = 0;
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;
  readonly pairer: HostPairer;

  constructor(
    readonly name: string,
    sample: PreviewSample,
  ) {
    this.pairer = new HostPairer({
      session: (session) => {
        this.sessions++;
        sample.addSession(name, session);
      },
      leftover: (leftover) => sample.addLeftover(name, leftover),
    });
  }
}

class Found {
  readonly #mostHeld: number;
  readonly #hosts = new Map<string, HostFound>();
  readonly #accounts = new Set<string>();
  readonly #sample = new PreviewSample();
  events = 0;
  /** Of hosts that are too many to be told apart. */
  #unplaced = 0;
  #held = 0;

  constructor(mostHeld: number) {
    this.#mostHeld = mostHeld;
  }

  add(name: string, event: AuditEvent): void {
    this.events++;
    const key = name.toLowerCase();
    let host = this.#hosts.get(key);
    if (!host) {
      if (this.#hosts.size >= MOST_HOSTS) {
        this.#unplaced++;
        return;
      }
      host = new HostFound(name, this.#sample);
      this.#hosts.set(key, host);
    }
    host.events++;
    if (isInstant(event.at)) {
      host.firstAt = Math.min(host.firstAt, event.at);
      host.lastAt = Math.max(host.lastAt, event.at);
    }
    if (event.sid !== null && this.#accounts.size < MOST_ACCOUNTS) this.#accounts.add(event.sid);
    host.pairer.add(event);
    if (++this.#held > this.#mostHeld) this.#letGo();
  }

  names(): string[] {
    return [...this.#hosts.values()].map(({ name }) => name);
  }

  /** The hosts with the most first, until half of the room is free again. */
  #letGo(): void {
    const pairers = [...this.#hosts.values()].map(({ pairer }) => pairer).sort((a, b) => b.held - a.held);
    const sum = () => pairers.reduce((all, { held }) => all + held, 0);
    this.#held = sum();
    for (const how of ["settle", "finish"] as const) {
      for (const pairer of pairers) {
        if (this.#held <= this.#mostHeld / 2) return;
        const before = pairer.held;
        pairer[how]();
        this.#held += pairer.held - before;
      }
    }
  }

  preview(hostIdOf: (name: string) => number | null): ImportPreview {
    const hosts = [...this.#hosts.values()].map((found): PreviewHost => {
      found.pairer.finish();
      const { name, events, sessions, firstAt, lastAt } = found;
      const range = { firstAt: finite(firstAt), lastAt: finite(lastAt) };
      return { name: keepable(name), hostId: hostIdOf(name), events, sessions, ...range };
    });
    hosts.sort((a, b) => b.events - a.events);
    const told = hosts.filter(({ firstAt }) => firstAt !== 0).slice(0, TOLD_HOSTS);
    const late = [...this.#hosts.values()].reduce((sum, { pairer }) => sum + pairer.late, 0);
    return {
      events: this.events,
      hosts: hosts.slice(0, TOLD_HOSTS),
      moreHosts: Math.max(0, hosts.length - TOLD_HOSTS),
      accounts: this.#accounts.size,
      firstAt: told.length === 0 ? null : Math.min(...told.map(({ firstAt }) => firstAt)),
      lastAt: told.length === 0 ? null : Math.max(...told.map(({ lastAt }) => lastAt)),
      pairedEvents: this.events - this.#unplaced - late,
      ...this.#sample.told(),
    };
  }
}

function finite(at: number): number {
  return Number.isFinite(at) ? at : 0;
}
