import type { AuditEvent } from "../audit-event";
import type { NetworkLogonSummary } from "./pairing";
import { isOwnLogonId } from "./person";

const ADDRESSES = 32;
const DAY_MS = 24 * 60 * 60_000;
/** No date can be written beyond. */
const MAX_DAY = 100_000_000;

interface Tally {
  readonly event: AuditEvent;
  readonly day: number;
  count: number;
  firstAt: number;
  lastAt: number;
  readonly addresses: Set<string>;
}

export function summariseNetworkLogons(events: readonly AuditEvent[]): NetworkLogonSummary[] {
  const tallies = new Map<string, Tally>();
  for (const event of events) {
    if (event.eventId !== 4624 || event.logonType !== 3 || !isOwnLogonId(event.logonId)) continue;
    const day = Math.max(-MAX_DAY, Math.min(MAX_DAY, Math.floor(event.at / DAY_MS)));
    const key = keyOf(event.sid, event.userName, event.domainName, day);
    let tally = tallies.get(key);
    if (!tally) {
      tally = { event, day, count: 0, firstAt: event.at, lastAt: event.at, addresses: new Set() };
      tallies.set(key, tally);
    }
    tally.count++;
    tally.firstAt = Math.min(tally.firstAt, event.at);
    tally.lastAt = Math.max(tally.lastAt, event.at);
    if (event.address !== null && event.address !== "-") tally.addresses.add(event.address);
  }
  return [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { event, day, count, firstAt, lastAt, addresses }]) => ({
      sid: event.sid,
      userName: event.userName,
      domainName: event.domainName,
      day: new Date(day * DAY_MS).toISOString().slice(0, 10),
      count,
      firstAt,
      lastAt,
      addresses: [...addresses].sort().slice(0, ADDRESSES),
    }));
}

/** One row per account and day, though several boots share the day. */
export function mergeNetworkLogons(rows: readonly NetworkLogonSummary[]): NetworkLogonSummary[] {
  const merged = new Map<string, NetworkLogonSummary>();
  for (const row of rows) {
    const key = keyOf(row.sid, row.userName, row.domainName, Date.parse(row.day) / DAY_MS);
    const before = merged.get(key);
    if (!before) merged.set(key, row);
    else {
      merged.set(key, {
        ...before,
        count: before.count + row.count,
        firstAt: Math.min(before.firstAt, row.firstAt),
        lastAt: Math.max(before.lastAt, row.lastAt),
        addresses: [...new Set([...before.addresses, ...row.addresses])].sort().slice(0, ADDRESSES),
      });
    }
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function keyOf(sid: string | null, userName: string | null, domainName: string | null, day: number): string {
  return JSON.stringify([String(day).padStart(8, "0"), sid, userName, domainName]);
}
