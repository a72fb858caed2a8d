import type { Actor } from "@/lib/domain/actor";
import type { SyncRequest } from "@/lib/protocol/messages";
import { batchesOf } from "@/lib/storage/batches";
import type { Database } from "@/lib/storage/database";
import { findFreeHosts } from "@/lib/storage/free-hosts";
import { WAITING_TO_LEAVE } from "./apply-sessions";
import { ingestLogged } from "./ingest-logged";

/** Hosts that told of records within a second: up to so many are paired at once, more are stored together and paired as the loop comes to it. */
const MANY_HOSTS = 32;
const RECENTLY_MS = 1_000;

/** What a host's log tells, with the machine that it says it is. */
export interface RecordsOfHost {
  readonly agent: Extract<Actor, { kind: "agent" }>;
  readonly report: SyncRequest;
  readonly now: Date;
}

/**
 * Keeps the records of many hosts in one transaction; they are on disk once this returns true, and their boots are due
 * for pairing. False where nothing was written and the report has to be taken in by itself: few come at this moment, an
 * order waits for what this host's log says, or the host is busy.
 */
export function takeRecords(db: Database, records: RecordsOfHost): Promise<boolean> {
  return batches(db).add(records);
}

const batches = batchesOf<RecordsOfHost, boolean>((db) => ({
  keyOf: ({ agent }) => agent.hostId,
  most: 200,
  // A transaction of several statements: worth more company than one statement is.
  gatherMs: 100,
  take: keepTogether(db),
}));

function keepTogether(db: Database) {
  const recent = new RecentHosts();
  return async (all: readonly RecordsOfHost[]): Promise<boolean[]> => {
    if (recent.add(all.map(({ agent }) => agent.hostId)) < MANY_HOSTS) return all.map(() => false);
    const free = await findFreeHosts(db, {
      hostIds: all.map(({ agent }) => agent.hostId),
      machineIds: all.map(({ report }) => report.host.machineId),
      withoutTargets: [...WAITING_TO_LEAVE, "gone"],
    });
    const taken = all.filter(({ agent }) => free.has(agent.hostId));
    const events = taken.flatMap(({ agent: { hostId }, report }) =>
      report.events.map((event) => ({ hostId, event, raw: event.raw })),
    );
    const knownBoots = taken.map(({ agent: { hostId }, report }) => {
      return { hostId, key: report.bootId, startedAt: report.bootStartedAt };
    });
    const now = taken[0]?.now ?? new Date();
    if (taken.length > 0) await ingestLogged(db, { events, importId: null, now, knownBoots });
    return all.map(({ agent }) => free.has(agent.hostId));
  };
}

/** How much comes in: load, not a fact about hosts, so it goes by this machine's own clock. */
class RecentHosts {
  readonly #at = new Map<number, number>();

  /** Answers how many there are now. */
  add(hostIds: readonly number[]): number {
    const now = performance.now();
    for (const id of hostIds) {
      this.#at.delete(id);
      this.#at.set(id, now);
    }
    for (const [id, at] of this.#at) {
      if (now - at < RECENTLY_MS) break;
      this.#at.delete(id);
    }
    return this.#at.size;
  }
}
