import { type AuditEvent, EMPTY_EVENT, LOGS, type LogName } from "../audit-event";
import { entitiesOf } from "./incremental-entities";
import type { Entity } from "./incremental-entity";
import { carriedFacts } from "./incremental-facts";
import { inRecordOrder } from "./record-order";

/** Where a record stands: its log, its number, its time. */
export type RecordPlace = readonly [log: number, recordId: number, at: number];

/**
 * A place in the records of one boot. The sessions before it that are settled pair without what comes later, and what
 * comes later pairs without them, given what is carried:
 *
 *     sessions(all) = settled(before) + sessions(carried + after)
 *
 * It holds as long as nothing comes in that stands before it, by record or by time, and no later record names a settled
 * session's LogonId.
 */
export interface Seam {
  /** The last record before it, by the log's number. */
  readonly records: Readonly<Record<string, number>>;
  /** Everything before it is earlier, everything after it is not. */
  readonly at: number;
  /** Earlier records that later ones need whole. */
  readonly carried: readonly RecordPlace[];
  /** Earlier records of which only log, number and time matter. */
  readonly marks: readonly RecordPlace[];
  /** A session that shows itself by its end alone may claim notices from before the seam. */
  readonly isOpenToOrphans: boolean;
}

export interface FoundSeam {
  readonly seam: Seam;
  /** The LogonIds of the sessions that are settled with it. */
  readonly settled: ReadonlySet<string>;
}

/** Nothing that is told within this time of another record may be torn from it. */
const MARGIN_MS = 3 * 60_000;
/** One log may come in so much later than another. */
const LAG_MS = 15 * 60_000;
const TRIES = 24;

/** The latest place at which the records of a boot, in any order, can be parted; null where there is none. */
export function findSeam(events: readonly AuditEvent[], before: Seam | null): FoundSeam | null {
  const ordered = inRecordOrder(events);
  const last = ordered.reduce((latest, event) => Math.max(latest, event.at), Number.NEGATIVE_INFINITY);
  const entities = entitiesOf(ordered);
  const floor = before?.at ?? Number.NEGATIVE_INFINITY;
  for (let i = 1, lag = LAG_MS; i <= TRIES; i++, lag += LAG_MS * i) {
    const at = last - lag;
    if (at <= floor) return null;
    const records = recordsBefore(ordered, at);
    if (records) return partAt(ordered, entities, { at, records, before });
  }
  return null;
}

/** The last record of each log before an instant; null where a log's records do not follow its times there. */
function recordsBefore(ordered: readonly AuditEvent[], at: number): Record<string, number> | null {
  const records: Record<string, number> = {};
  const isPast = new Set<LogName>();
  for (const [i, { log, recordId, at: eventAt }] of ordered.entries()) {
    const previous = ordered[i - 1];
    // A log that was made anew counts from 1 again.
    if (previous?.log === log && previous.recordId > recordId) return null;
    if (eventAt >= at) isPast.add(log);
    else if (isPast.has(log)) return null;
    else records[LOGS[log]] = recordId;
  }
  // A record told twice may have its two times on both sides.
  const isTorn = ordered.some((event) => event.at >= at && event.recordId === records[LOGS[event.log]]);
  return isTorn || Object.keys(records).length === 0 ? null : records;
}

interface Cut {
  readonly at: number;
  readonly records: Record<string, number>;
  readonly before: Seam | null;
}

function partAt(ordered: readonly AuditEvent[], entities: readonly Entity[], cut: Cut): FoundSeam {
  const { at, records, before } = cut;
  const isBefore = (event: AuditEvent) => event.at < at;
  const kept = new Set(entities.filter((entity) => !entity.isClosed || entity.lastAt >= at - MARGIN_MS));
  addCompanions(kept, entities, at);
  const carried = new Set<AuditEvent>();
  for (const entity of kept) for (const event of entity.events) if (isBefore(event)) carried.add(event);
  const facts = carriedFacts(ordered, carried, at, MARGIN_MS);
  for (const event of facts.whole) carried.add(event);
  const settled = new Set<string>();
  let isOpenToOrphans = before?.isOpenToOrphans ?? false;
  for (const entity of entities) {
    if (kept.has(entity)) continue;
    if (entity.sessionKey !== null) settled.add(entity.sessionKey);
    isOpenToOrphans ||= entity.isOpenToOrphans;
  }
  return {
    seam: {
      records: { ...before?.records, ...records },
      at,
      carried: [...carried].map(placeOf),
      marks: [...new Set([...marksBefore(ordered, at), ...facts.marks])].map(placeOf),
      isOpenToOrphans,
    },
    settled,
  };
}

/** Closed ones without which an open one would be understood differently. */
function addCompanions(kept: Set<Entity>, entities: readonly Entity[], at: number): void {
  const queue = [...kept];
  for (let entity = queue.pop(); entity; entity = queue.pop()) {
    for (const companion of entity.companions(entities, at)) {
      if (kept.has(companion)) continue;
      kept.add(companion);
      queue.push(companion);
    }
  }
}

/** The first record of each log, and the last: a boot is alive until then. */
function marksBefore(ordered: readonly AuditEvent[], at: number): AuditEvent[] {
  const firsts = new Map<LogName, AuditEvent>();
  const lasts = new Map<LogName, AuditEvent>();
  for (const event of ordered) {
    if (!firsts.has(event.log)) firsts.set(event.log, event);
    if (event.at < at) lasts.set(event.log, event);
  }
  return [...[...firsts.values()].filter((event) => event.at < at), ...lasts.values()];
}

function placeOf({ log, recordId, at }: AuditEvent): RecordPlace {
  return [LOGS[log], recordId, at];
}

/** An id that no rule knows. */
const MARK = -1;

/** Stands for a record of which only its place matters. */
export function markEvent(
  [log, recordId, at]: RecordPlace,
  names: ReadonlyMap<number, LogName>,
): AuditEvent[] {
  const name = names.get(log);
  return name === undefined ? [] : [{ ...EMPTY_EVENT, log: name, recordId, at, eventId: MARK }];
}

export function placeKey([log, recordId, at]: RecordPlace): string {
  return `${log} ${recordId} ${at}`;
}
