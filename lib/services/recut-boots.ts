import { cutBoots } from "@/lib/domain/pairing/cut-boots";
import { type EventInBoot, eventKey, listEventsInBoots, moveEventsToBoots } from "@/lib/storage/audit-events";
import { type BootRow, deleteEmptyBoots, ensureBoots, listBoots } from "@/lib/storage/boots";
import type { Tx } from "@/lib/storage/database";

/** Where events that name no boot wait until the boots are cut. */
export const UNCUT = "cut:";

/** Cut from the records, and not named by the host. */
export function isCut(bootKey: string): boolean {
  return bootKey.startsWith(UNCUT);
}

/**
 * Cuts the events that name no boot into boots, as they all lie now. A boot that the host has named takes the ones that
 * fall into it. Keys come from the records alone, so that any order of arrival ends in the same boots. Answers the boots
 * that gained or lost events.
 */
export async function recutBoots(tx: Tx, hostId: number): Promise<Set<number>> {
  const boots = await listBoots(tx, hostId);
  const named = boots.filter((boot) => !isCut(boot.key));
  const cutIds = boots.filter((boot) => isCut(boot.key)).map((boot) => boot.id);
  const stored = await listEventsInBoots(tx, hostId, cutIds);
  const target = new Map<string, number>();
  const loose: EventInBoot[] = [];
  for (const one of stored) {
    const claimed = namedBootAt(named, one.event.at);
    if (claimed) target.set(eventKey(one.event), claimed.id);
    else loose.push(one);
  }
  const runs = cutBoots(loose.map(({ event }) => event)).map(({ events }) => {
    const startedAt = events.reduce((first, event) => Math.min(first, event.at), Number.POSITIVE_INFINITY);
    return { key: `${UNCUT}${new Date(startedAt).toISOString()}`, startedAt, events };
  });
  const ids = await ensureBoots(tx, hostId, new Map(runs.map((run) => [run.key, run.startedAt])));
  for (const { key, events } of runs) {
    const id = ids.get(key);
    if (id !== undefined) for (const event of events) target.set(eventKey(event), id);
  }
  const moves = stored.flatMap(({ event, bootId: from }) => {
    const bootId = target.get(eventKey(event)) ?? from;
    return bootId === from ? [] : [{ event, from, bootId }];
  });
  await moveEventsToBoots(tx, hostId, moves);
  await deleteEmptyBoots(tx, hostId, UNCUT);
  return new Set(moves.flatMap(({ from, bootId }) => [from, bootId]));
}

/** Oldest first in; the last that had begun by then. */
function namedBootAt(named: readonly BootRow[], at: number): BootRow | undefined {
  return named.findLast((boot) => boot.startedAt <= at);
}
