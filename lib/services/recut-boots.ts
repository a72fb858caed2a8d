import { LOGS } from "@/lib/domain/audit-event";
import { cutBoots } from "@/lib/domain/pairing/cut-boots";
import {
  type EventInBoot,
  eventKey,
  listEventsInBoots,
  listLogsOfBoots,
  moveEventsToBoots,
  readBootSpan,
} from "@/lib/storage/audit-events";
import { type BootRow, deleteEmptyBoots, ensureBoots, listBoots } from "@/lib/storage/boots";
import type { Tx } from "@/lib/storage/database";
import { cutKey, isCut, namedBootAt, startOf, UNCUT } from "./cut-keys";

/**
 * Cuts the events that name no boot into boots, as they lie now, where events have come in: the boots that those fall
 * into, and one to each side. A boot that the host has named takes the ones that fall into it. Keys come from the records
 * alone, so that any order of arrival ends in the same boots. Answers the boots that gained or lost events.
 */
export async function recutBoots(tx: Tx, hostId: number): Promise<Set<number>> {
  const boots = await listBoots(tx, hostId);
  const named = boots.filter((boot) => !isCut(boot.key));
  const stored = await loadTouched(tx, hostId, boots);
  const target = new Map<string, number>();
  const loose: EventInBoot[] = [];
  for (const one of stored) {
    const claimed = namedBootAt(named, one.event.at);
    if (claimed) target.set(eventKey(one.event), claimed.id);
    else loose.push(one);
  }
  const runs = cutBoots(loose.map(({ event }) => event)).map(({ events }) => ({
    key: cutKey(events),
    startedAt: startOf(events),
    events,
  }));
  const ids = await ensureBoots(tx, hostId, new Map(runs.map((run) => [run.key, run.startedAt])));
  const bootOfRecord = new Map<string, number>();
  for (const { key, events } of runs) {
    const id = ids.get(key);
    if (id === undefined) continue;
    for (const event of events) {
      target.set(eventKey(event), id);
      bootOfRecord.set(`${event.log} ${event.recordId}`, id);
    }
  }
  const moves = stored.flatMap(({ event, bootId: from }) => {
    // A record that two sources told stands in a run once.
    const bootId = target.get(eventKey(event)) ?? bootOfRecord.get(`${event.log} ${event.recordId}`) ?? from;
    return bootId === from ? [] : [{ event, from, bootId }];
  });
  await moveEventsToBoots(tx, hostId, moves);
  await deleteEmptyBoots(tx, hostId, UNCUT);
  return new Set(moves.flatMap(({ from, bootId }) => [from, bootId]));
}

async function loadTouched(tx: Tx, hostId: number, boots: readonly BootRow[]): Promise<EventInBoot[]> {
  const cut = boots.filter((boot) => isCut(boot.key));
  const touched = await touchedBoots(tx, hostId, boots);
  const stored = await listEventsInBoots(tx, hostId, touched);
  if (touched.length === cut.length) return stored;
  // The log that decides must be the one that decides among all of them.
  const leading = LEADING.find((log) => stored.some(({ event }) => event.log === log));
  const others = cut.filter((boot) => !touched.includes(boot));
  const logs = await listLogsOfBoots(tx, hostId, others);
  const decides = LEADING.find((log) => log === leading || logs.has(LOGS[log]));
  if (decides === leading) return stored;
  return [...stored, ...(await listEventsInBoots(tx, hostId, others))];
}

const LEADING = ["Security", "logind", "samba", "wtmp", "System"] as const;

async function touchedBoots(tx: Tx, hostId: number, boots: readonly BootRow[]): Promise<BootRow[]> {
  const waiting = boots.filter(({ key }) => key === UNCUT);
  const cut = boots.filter(({ key }) => isCut(key) && key !== UNCUT);
  const touched = new Set(waiting);
  const firstNamedAt = boots.find(({ key }) => !isCut(key))?.startedAt ?? Number.POSITIVE_INFINITY;
  for (const [i, boot] of cut.entries()) {
    if (boot.startedAt >= firstNamedAt) touched.add(boot);
    else if (firstNamedAt < (cut[i + 1]?.startedAt ?? Number.POSITIVE_INFINITY)) {
      const span = await readBootSpan(tx, hostId, boot);
      if (span && span.until >= firstNamedAt) touched.add(boot);
    }
  }
  for (const boot of waiting) {
    const span = await readBootSpan(tx, hostId, boot);
    if (!span) continue;
    const first = cut.findLastIndex(({ startedAt }) => startedAt <= span.from) - 1;
    const after = cut.findIndex(({ startedAt }) => startedAt > span.until);
    for (const boot of cut.slice(Math.max(0, first), after < 0 ? cut.length : after + 1)) touched.add(boot);
  }
  return boots.filter((boot) => touched.has(boot));
}
