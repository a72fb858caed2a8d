import type { AuditEvent } from "@/lib/domain/audit-event";
import type { ImportPreview, PreviewHost } from "@/lib/domain/import-facts";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import { faultOf } from "./event-fault";
import { isInstant, keepable } from "./import-file-facts";
import { KnownHosts } from "./import-known-hosts";
import { PreviewSample } from "./import-preview-sample";
import { hostNameOf, withLog } from "./import-source";
import type { ImportWork } from "./import-work";

/** So many events are paired before the commit: what one process holds at ease. All of them are after it. */
export const MOST_PAIRED = 200_000;
const TOLD_HOSTS = 500;
const MOST_ACCOUNTS = 100_000;

export interface ImportToPreview {
  readonly id: number;
  readonly oneHost: string;
  readonly files: readonly { readonly id: number; readonly hostName: string; readonly kept: number }[];
}

/** Pairs what an import holds, host by host, with nothing but its own files. */
export async function previewImport(work: ImportWork, given: ImportToPreview): Promise<ImportPreview> {
  const found = new Found();
  for (const file of given.files) {
    if (file.kept === 0) continue;
    const naming = { oneHost: given.oneHost, hostName: file.hostName };
    await withLog(work.pathOf(file.id), { keepRaw: false }, async (log) => {
      for await (const { events } of log.batches) {
        work.signal.throwIfAborted();
        for (const logged of events) {
          if (faultOf(logged.event, null, work.now()) !== null) continue;
          found.add(hostNameOf(logged, naming) ?? "", logged.event);
        }
      }
    });
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
  readonly paired: AuditEvent[] = [];
  events = 0;
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;
  constructor(readonly name: string) {}
}

class Found {
  readonly #hosts = new Map<string, HostFound>();
  readonly #accounts = new Set<string>();
  #events = 0;
  #paired = 0;

  add(name: string, event: AuditEvent): void {
    const key = name.toLowerCase();
    let host = this.#hosts.get(key);
    if (!host) {
      host = new HostFound(name);
      this.#hosts.set(key, host);
    }
    this.#events++;
    host.events++;
    if (isInstant(event.at)) {
      host.firstAt = Math.min(host.firstAt, event.at);
      host.lastAt = Math.max(host.lastAt, event.at);
    }
    if (event.sid !== null && this.#accounts.size < MOST_ACCOUNTS) this.#accounts.add(event.sid);
    if (this.#paired >= MOST_PAIRED) return;
    this.#paired++;
    host.paired.push(event);
  }

  names(): string[] {
    return [...this.#hosts.values()].map(({ name }) => name);
  }

  preview(hostIdOf: (name: string) => number | null): ImportPreview {
    const sample = new PreviewSample();
    const hosts: PreviewHost[] = [];
    for (const found of this.#hosts.values()) {
      const { sessions, leftovers } = pairHost(found.paired.splice(0));
      for (const session of sessions) sample.addSession(found.name, session);
      for (const leftover of leftovers) sample.addLeftover(found.name, leftover);
      const { events, firstAt, lastAt } = found;
      const range = { firstAt: finite(firstAt), lastAt: finite(lastAt) };
      hosts.push({
        name: keepable(found.name),
        hostId: hostIdOf(found.name),
        events,
        sessions: sessions.length,
        ...range,
      });
    }
    hosts.sort((a, b) => b.events - a.events);
    const told = hosts.filter(({ firstAt }) => firstAt !== 0);
    return {
      events: this.#events,
      hosts: hosts.slice(0, TOLD_HOSTS),
      moreHosts: Math.max(0, hosts.length - TOLD_HOSTS),
      accounts: this.#accounts.size,
      firstAt:
        told.length === 0 ? null : Math.min(...told.slice(0, TOLD_HOSTS).map(({ firstAt }) => firstAt)),
      lastAt: told.length === 0 ? null : Math.max(...told.slice(0, TOLD_HOSTS).map(({ lastAt }) => lastAt)),
      pairedEvents: this.#paired,
      ...sample.told(),
    };
  }
}

function finite(at: number): number {
  return Number.isFinite(at) ? at : 0;
}
