import type { AuditEvent } from "../audit-event";
import { isInteractiveLogon, isInteractiveType } from "./logon-class";
import { LogonHolders } from "./logon-holders";
import { isOwnLogonId, isPerson } from "./person";
import { type Draft, type Placed, type Trace, TWIN_RECORDS } from "./trace";
import { UnplacedRecords } from "./unplaced-records";

export interface SecurityTraces {
  /** In record order of their logons. */
  readonly logons: readonly Trace[];
  /** Sessions whose 4624 was not seen, in record order of their first record. */
  readonly orphans: readonly Trace[];
  /** A second logon under an id that was logged on already, with what follows it. */
  readonly repeats: readonly Trace[];
  /** Records of people that tell of no session. */
  readonly strays: readonly Trace[];
}

const ABOUT_A_SESSION = new Set([4634, 4647, 4778, 4779, 4800, 4801, 4802, 4803]);
const TWIN_MS = 10;

/** The Security records of one boot, in record order, gathered per logon. */
export function traceSecurity(events: readonly AuditEvent[]): SecurityTraces {
  const logons: Draft[] = [];
  const repeats: Draft[] = [];
  const holders = new LogonHolders<Draft>();
  const unplaced = new UnplacedRecords();

  for (const [index, event] of events.entries()) {
    const placed = { event, index };
    const id = event.logonId;
    if (!isOwnLogonId(id)) continue;
    if (isInteractiveLogon(event)) {
      const known = holders.last(id);
      const isSeen = known ? known.logons.some((logon) => logon.event.logonId === id) : holders.has(id);
      const twin = isSeen ? null : (linkedTwin(holders, event) ?? unlinkedTwin(logons, event));
      if (isSeen) {
        const repeat = draftOf(placed, [id]);
        repeats.push(repeat);
        const own = holders.of(id, event);
        // A repeated record of one start changes nothing; after an end, what follows is not the first one's.
        if (!own || own.evidence.some(isEnd)) holders.share(id, repeat);
      } else if (twin) {
        twin.logons.push(placed);
        if (!twin.ids.includes(id)) twin.ids.push(id);
        holders.set(id, twin);
      } else {
        if (known) known.ids.splice(known.ids.indexOf(id), 1);
        const link = event.linkedLogonId;
        const draft = draftOf(
          placed,
          isOwnLogonId(link) && link !== id && !holders.has(link) ? [id, link] : [id],
        );
        logons.push(draft);
        for (const own of draft.ids) holders.set(own, draft);
      }
    } else if (event.eventId === 4624) {
      holders.release(id);
      unplaced.explain(id);
    } else if (ABOUT_A_SESSION.has(event.eventId) && isPerson(event)) {
      const known = holders.of(id, event);
      if (known) known.evidence.push(placed);
      else if (!isNoise(event)) unplaced.add(id, placed);
    }
  }

  const { orphans, strays } = unplaced.sort((id) => holders.has(id));
  return { logons, orphans, repeats, strays };
}

function draftOf(placed: Placed, ids: string[]): Draft {
  return { sid: placed.event.sid, logons: [placed], ids, evidence: [], run: null, hints: [] };
}

/** Found by the link of either record. */
function linkedTwin(holders: LogonHolders<Draft>, event: AuditEvent): Draft | null {
  const named = [event.logonId, event.linkedLogonId];
  for (const id of named) {
    const draft = id === null ? null : holders.last(id);
    const [first, second] = draft?.logons ?? [];
    const isSame = first?.event.sid === event.sid && first?.event.logonType === event.logonType;
    if (draft && first && !second && isSame && draft.evidence.every((placed) => !isEnd(placed))) return draft;
  }
  return null;
}

function unlinkedTwin(logons: readonly Draft[], event: AuditEvent): Draft | null {
  if (isOwnLogonId(event.linkedLogonId)) return null;
  // Of all logons, whoever's, no more can stand so near.
  for (const draft of logons.slice(-TWIN_RECORDS).reverse()) {
    const [first, second] = draft.logons;
    if (!first || second || isOwnLogonId(first.event.linkedLogonId)) continue;
    const other = first.event;
    const isNear = Math.abs(event.recordId - other.recordId) <= TWIN_RECORDS;
    const isSame =
      other.sid === event.sid &&
      other.userName === event.userName &&
      other.logonType === event.logonType &&
      other.processName === event.processName;
    if (isNear && isSame && Math.abs(event.at - other.at) <= TWIN_MS) return draft;
  }
  return null;
}

function isEnd({ event }: Placed): boolean {
  return event.eventId === 4634 || event.eventId === 4647;
}

/** The end of a logon that was never a person's session. */
function isNoise(event: AuditEvent): boolean {
  return event.eventId === 4634 && event.logonType !== null && !isInteractiveType(event.logonType);
}
