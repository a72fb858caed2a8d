import type { ReportedEvent } from "@/lib/protocol/messages";
import { ensureBoots, listBoots } from "@/lib/storage/boots";
import type { Tx } from "@/lib/storage/database";
import { isCut, UNCUT } from "./cut-keys";
import type { EventBatch } from "./ingest-events";

export interface PlacedEvents {
  readonly rows: readonly { readonly event: ReportedEvent; readonly bootId: number }[];
  /** Boots have to be cut again: events came that name none, or a boot that may claim such events. */
  readonly mustCut: boolean;
}

/** Every event belongs to a boot: to the one it names, else to one that is cut from the records. */
export async function placeInBoots(tx: Tx, batch: EventBatch): Promise<PlacedEvents> {
  const { hostId, currentBoot, events } = batch;
  const known = await listBoots(tx, hostId);
  const startedAt = new Map<string, number>();
  for (const { boot, at } of events) {
    const key = boot ?? UNCUT;
    startedAt.set(key, Math.min(startedAt.get(key) ?? at, at));
  }
  // The host knows best when its present boot began; a record with a wrong clock does not.
  if (currentBoot) startedAt.set(currentBoot.key, currentBoot.startedAt);
  const hasCut = known.some((boot) => isCut(boot.key));
  const hasNew = [...startedAt.keys()].some((key) => !known.some((boot) => boot.key === key));
  const ids = await ensureBoots(tx, hostId, startedAt);
  const rows = events.flatMap((event) => {
    const bootId = ids.get(event.boot ?? UNCUT);
    return bootId === undefined ? [] : [{ event, bootId }];
  });
  return { rows, mustCut: startedAt.has(UNCUT) || (hasCut && hasNew) };
}
