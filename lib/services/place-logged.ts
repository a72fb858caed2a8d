import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import { type BootRun, cutBoots } from "@/lib/domain/pairing/cut-boots";
import { groupBy } from "@/lib/domain/pairing/group-by";
import { isInteractiveLogon } from "@/lib/domain/pairing/logon-class";
import type { BootRow } from "@/lib/storage/boots";
import type { BulkClient } from "@/lib/storage/bulk-transaction";
import {
  type BootEnds,
  ensureBootsOfHosts,
  findHostsOfUsedIds,
  findStoredEvents,
  type LogonIdsOfBoot,
  listBootsOfHosts,
  readBootEnds,
  type WantedBoot,
} from "@/lib/storage/place-events";
import { cutKey, isCut, namedBootAt, UNCUT } from "./cut-keys";
import type { LoggedOfHost } from "./ingest-logged";

export interface PlacedLog {
  /** The boot of each event, in their order. */
  readonly bootIds: readonly number[];
  /** Boots to look at again though they gain nothing. */
  readonly due: readonly { readonly hostId: number; readonly bootId: number }[];
}

interface Loose {
  readonly index: number;
  readonly hostId: number;
  readonly event: AuditEvent;
}

/**
 * Every event belongs to a boot: to the one it names, to the named one it falls into, or to one that is cut from the
 * records. What goes on where the last cut boot ends is cut here; the rest waits under `UNCUT` for the next pairing.
 */
export async function placeLogged(
  client: BulkClient,
  events: readonly LoggedOfHost[],
  knownBoots: readonly WantedBoot[] = [],
): Promise<PlacedLog> {
  const hostIds = [...new Set(events.map(({ hostId }) => hostId))];
  const boots = await listBootsOfHosts(client, hostIds);
  const keys = new Array<string>(events.length);
  const bootIds = new Array<number>(events.length).fill(0);
  const wanted = new Map<string, WantedBoot>();
  const want = (hostId: number, key: string, at: number) => {
    const known = wanted.get(`${hostId} ${key}`);
    if (!known || at < known.startedAt) wanted.set(`${hostId} ${key}`, { hostId, key, startedAt: at });
  };
  const loose: Loose[] = [];
  const named = new Map([...boots].map(([id, list]) => [id, list.filter(({ key }) => !isCut(key))]));
  for (const [index, { hostId, event }] of events.entries()) {
    if (event.boot !== null) {
      keys[index] = event.boot;
      want(hostId, event.boot, event.at);
      continue;
    }
    const claimed = namedBootAt(named.get(hostId) ?? [], event.at);
    if (claimed) bootIds[index] = claimed.id;
    else loose.push({ index, hostId, event });
  }

  for (const { list, run } of await cutLoose(client, loose, boots)) {
    for (const { index, hostId, event } of list) {
      if (typeof run === "number") bootIds[index] = run;
      else {
        keys[index] = run;
        want(hostId, run, event.at);
      }
    }
  }
  for (const boot of knownBoots) wanted.set(`${boot.hostId} ${boot.key}`, boot);
  const idOf = await ensureBootsOfHosts(client, [...wanted.values()]);
  for (const [index, { hostId }] of events.entries()) {
    const key = keys[index];
    if (key !== undefined) bootIds[index] = idOf(hostId, key);
  }
  return { bootIds, due: [] };
}

/** Events and their boot: its id where it is there already, else its key. */
interface CutGroup {
  readonly list: readonly Loose[];
  readonly run: number | string;
}

async function cutLoose(
  client: BulkClient,
  loose: readonly Loose[],
  boots: ReadonlyMap<number, readonly BootRow[]>,
): Promise<CutGroup[]> {
  if (loose.length === 0) return [];
  const byHost = groupBy(loose, ({ hostId }) => hostId);
  const lasts = [...byHost.keys()].flatMap((hostId) => {
    const last = lastCut(boots.get(hostId) ?? []);
    return last ? [{ hostId, bootId: last.id }] : [];
  });
  const ends = await readBootEnds(client, lasts);
  const planned = [...byHost].map(([hostId, list]) => {
    const known = boots.get(hostId) ?? [];
    const last = lastCut(known);
    const end = last ? (ends.get(last.id) ?? null) : null;
    const place = { hostId, last, end, waits: known.some(({ key }) => key === UNCUT) };
    return { list, place, cut: cutOn(list, place) };
  });
  const usedAgain = await findUsedAgain(
    client,
    planned.flatMap(({ cut }) => cut ?? []),
  );
  const groups: CutGroup[] = [];
  for (const { list, place, cut } of planned) {
    if (cut && !usedAgain.has(place.hostId)) {
      groups.push(...cut.groups);
      continue;
    }
    // Sent before: it keeps its place, and what is left may go on after all.
    const stored = await findStoredEvents(client, list);
    for (const [i, bootId] of stored) {
      const known = list[i];
      if (known) groups.push({ list: [known], run: bootId });
    }
    const fresh = list.filter((_, i) => !stored.has(i));
    if (fresh.length === 0) continue;
    const goneOn = stored.size > 0 ? cutOn(fresh, place) : null;
    const isGoneOn = goneOn && (await findUsedAgain(client, [goneOn])).size === 0;
    groups.push(...(isGoneOn ? goneOn.groups : [{ list: fresh, run: UNCUT }]));
  }
  return groups;
}

interface EndOfHost {
  readonly hostId: number;
  readonly last: BootRow | null;
  readonly end: BootEnds | null;
  readonly waits: boolean;
}

interface Cut {
  readonly hostId: number;
  readonly groups: readonly CutGroup[];
  /** People's logons that go on in the boot that was the last: an id that is given again proves a start. */
  readonly goingOn: LogonIdsOfBoot | null;
}

/** Cuts events that go on where the host's records end; null where they do not. */
function cutOn(list: readonly Loose[], { hostId, last, end, waits }: EndOfHost): Cut | null {
  if (waits) return null;
  const events = list.map(({ event }) => event);
  if (last && !(end && goesOn(events, last, end))) return null;
  const known = new Set(end?.events ?? []);
  const runs = cutBoots([...known, ...events]);
  const [first, ...others] = runs;
  if (last && !(first && (others.length === 0 || holdsAll(first, known)))) return null;
  const goingOn = first && last ? { hostId, bootId: last.id, logonIds: newLogonIds(first, known) } : null;
  if (first && others.length === 0) {
    return { hostId, groups: [{ list, run: last?.id ?? cutKey(first.events) }], goingOn };
  }
  // One record told twice stands in a run once.
  const runOf = new Map(runs.flatMap((run) => run.events.map((event) => [nameOf(event), run])));
  const listOf = groupBy(list, ({ event }) => runOf.get(nameOf(event)));
  const groups = runs.map((run, i) => ({
    list: listOf.get(run) ?? [],
    run: last && i === 0 ? last.id : cutKey(run.events),
  }));
  return { hostId, groups, goingOn };
}

/** After a start that was recorded ids begin anew, so only those of the first run count. */
function newLogonIds(run: BootRun, known: ReadonlySet<AuditEvent>): string[] {
  const ids: string[] = [];
  for (const event of run.events) {
    if (event.logonId !== null && isInteractiveLogon(event) && !known.has(event)) ids.push(event.logonId);
  }
  return ids;
}

/** Hosts that gave an id again in a boot that would go on: there was a start in between that nobody recorded. */
async function findUsedAgain(client: BulkClient, cuts: readonly Cut[]): Promise<Set<number>> {
  const goingOn = cuts.flatMap((cut) => cut.goingOn ?? []);
  return new Set(await findHostsOfUsedIds(client, goingOn));
}

function nameOf({ log, recordId }: AuditEvent): string {
  return `${log} ${recordId}`;
}

function holdsAll(run: BootRun, known: ReadonlySet<AuditEvent>): boolean {
  const names = new Set(run.events.map(nameOf));
  return [...known].every((event) => names.has(nameOf(event)));
}

/** Which log decides where boots are cut: one that outranks the boot's own may not come later. */
const RANKS = new Map(
  [LOGS.Security, LOGS.logind, LOGS.samba, LOGS.wtmp, LOGS.System].map((log, rank) => [log, rank]),
);

function goesOn(events: readonly AuditEvent[], last: BootRow, end: BootEnds): boolean {
  const leading = Math.min(...[...end.last.keys()].map(rankOf));
  return events.every((event) => {
    const log = LOGS[event.log];
    const record = end.last.get(log);
    if (event.at < last.startedAt) return false;
    return record === undefined ? rankOf(log) > leading : event.recordId > record;
  });
}

function rankOf(log: number): number {
  return RANKS.get(log as (typeof LOGS)["Security"]) ?? RANKS.size;
}

function lastCut(boots: readonly BootRow[]): BootRow | null {
  return boots.findLast(({ key }) => isCut(key) && key !== UNCUT) ?? null;
}
