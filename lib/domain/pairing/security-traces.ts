import type { AuditEvent } from "../audit-event";
import { isInteractiveLogon, isInteractiveType, isSessionType } from "./logon-class";
import { isOwnLogonId, isPerson } from "./person";
import type { Placed, Trace } from "./trace";

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

interface Draft extends Trace {
  readonly logons: Placed[];
  readonly ids: string[];
  readonly evidence: Placed[];
}

const ABOUT_A_SESSION = new Set([4634, 4647, 4778, 4779, 4800, 4801, 4802, 4803]);
const RECONNECTS = new Set([4778, 4779]);
/** How far apart the two records of a split token stand, where nothing links them. */
const TWIN_RECORDS = 3;
const TWIN_MS = 10;
const TWIN_END_MS = 1000;

/** The Security records of one boot, in record order, gathered per logon. */
export function traceSecurity(events: readonly AuditEvent[]): SecurityTraces {
  const logons: Draft[] = [];
  const repeats: Draft[] = [];
  const byId = new Map<string, Draft>();
  const unplaced = new Map<string, Draft>();
  const others = new Set<string>();

  for (const [index, event] of events.entries()) {
    const placed = { event, index };
    const id = event.logonId;
    if (!isOwnLogonId(id)) continue;
    if (isInteractiveLogon(event)) {
      const known = byId.get(id);
      const isSeen = known?.logons.some((logon) => logon.event.logonId === id) ?? false;
      const twin = isSeen ? null : (linkedTwin(byId, event) ?? unlinkedTwin(logons, event));
      if (known && isSeen) {
        const repeat = draftOf(placed, [id]);
        repeats.push(repeat);
        // A repeated record of one start changes nothing; after an end, what follows is not the first one's.
        if (known.evidence.some(isEnd)) byId.set(id, repeat);
      } else if (twin) {
        twin.logons.push(placed);
        if (!twin.ids.includes(id)) twin.ids.push(id);
        byId.set(id, twin);
      } else {
        if (known) known.ids.splice(known.ids.indexOf(id), 1);
        const link = event.linkedLogonId;
        const draft = draftOf(
          placed,
          isOwnLogonId(link) && link !== id && !byId.has(link) ? [id, link] : [id],
        );
        logons.push(draft);
        for (const own of draft.ids) byId.set(own, draft);
      }
    } else if (event.eventId === 4624) others.add(id);
    else if (ABOUT_A_SESSION.has(event.eventId) && isPerson(event)) {
      const known = byId.get(id);
      if (known) known.evidence.push(placed);
      else if (!isNoise(event)) (unplaced.get(id) ?? addUnplaced(unplaced, id)).evidence.push(placed);
    }
  }

  const orphans = new Orphans();
  const strays: Draft[] = [];
  for (const draft of unplaced.values()) {
    const id = draft.ids[0] ?? "";
    const isUnknown = !byId.has(id) && !others.has(id);
    if (isUnknown && draft.evidence.some(({ event }) => tellsOfSession(event))) orphans.add(draft);
    else strays.push(draft);
  }
  return { logons, orphans: orphans.drafts, repeats, strays };
}

function draftOf(placed: Placed, ids: string[]): Draft {
  return { logons: [placed], ids, evidence: [], run: null, hints: [] };
}

function addUnplaced(unplaced: Map<string, Draft>, id: string): Draft {
  const draft: Draft = { logons: [], ids: [id], evidence: [], run: null, hints: [] };
  unplaced.set(id, draft);
  return draft;
}

/** Found by the link of either record. */
function linkedTwin(byId: ReadonlyMap<string, Draft>, event: AuditEvent): Draft | null {
  const named = [event.logonId, event.linkedLogonId];
  for (const id of named) {
    const draft = id === null ? undefined : byId.get(id);
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

function tellsOfSession(event: AuditEvent): boolean {
  if (event.eventId === 4634) return event.logonType === null || isSessionType(event.logonType);
  return !RECONNECTS.has(event.eventId);
}

/** Two tokens of one session are destroyed together, however many others log off meanwhile. */
class Orphans {
  readonly drafts: Draft[] = [];
  /** Those whose own tokens were destroyed, by the number of the record. */
  readonly #byRecord = new Map<number, Draft>();

  add(draft: Draft): void {
    const twin = this.#twinOf(draft);
    for (const { event } of draft.evidence)
      if (event.eventId === 4634) this.#byRecord.set(event.recordId, twin ?? draft);
    if (!twin) this.drafts.push(draft);
    else {
      twin.ids.push(...draft.ids);
      twin.evidence.push(...draft.evidence);
      twin.evidence.sort((a, b) => a.index - b.index);
    }
  }

  #twinOf(draft: Draft): Draft | null {
    const recordId = draft.evidence[0]?.event.recordId ?? 0;
    for (let near = recordId - TWIN_RECORDS; near <= recordId + TWIN_RECORDS; near++) {
      const other = this.#byRecord.get(near);
      if (other && areTwinEnds(other, draft)) return other;
    }
    return null;
  }
}

function areTwinEnds(known: Draft, added: Draft): boolean {
  if (known.ids.length > 1 || added.evidence.some(({ event }) => event.eventId !== 4634)) return false;
  const own = added.evidence[0]?.event;
  return known.evidence.some(
    ({ event }) =>
      own !== undefined &&
      event.eventId === 4634 &&
      event.sid === own.sid &&
      event.logonType === own.logonType &&
      Math.abs(event.recordId - own.recordId) <= TWIN_RECORDS &&
      Math.abs(event.at - own.at) <= TWIN_END_MS,
  );
}
