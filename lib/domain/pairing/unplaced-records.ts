import type { AuditEvent } from "../audit-event";
import { isSessionType } from "./logon-class";
import { LogonHolders } from "./logon-holders";
import { type Draft, type Placed, TWIN_RECORDS } from "./trace";

const RECONNECTS = new Set([4778, 4779]);
const TWIN_END_MS = 1000;

/** What names a LogonId that nobody holds, gathered by the id and the person. */
export class UnplacedRecords {
  readonly #drafts: { readonly id: string; readonly draft: Draft }[] = [];
  readonly #byId = new LogonHolders<Draft>();
  readonly #others = new Set<string>();
  readonly #explained = new Set<Draft>();

  add(id: string, placed: Placed): void {
    let draft = this.#byId.of(id, placed.event);
    if (!draft) {
      draft = { sid: null, logons: [], ids: [id], evidence: [], run: null, hints: [] };
      this.#drafts.push({ id, draft });
      this.#byId.share(id, draft);
      if (this.#others.has(id)) this.#explained.add(draft);
    }
    draft.sid ??= placed.event.sid;
    draft.evidence.push(placed);
  }

  /** A network's logon, a service's: what follows under its id is no session's. */
  explain(id: string): void {
    this.#others.add(id);
    this.#byId.release(id);
  }

  /** Sessions whose start was not seen: one under an id, the first that shows itself, and none that a logon answers to. */
  sort(isHeld: (id: string) => boolean): {
    readonly orphans: readonly Draft[];
    readonly strays: readonly Draft[];
  } {
    const orphans = new Orphans();
    const strays: Draft[] = [];
    const told = new Set<string>();
    for (const { id, draft } of this.#drafts) {
      const isUnknown = !isHeld(id) && !told.has(id) && !this.#explained.has(draft);
      if (isUnknown && draft.evidence.some(({ event }) => tellsOfSession(event))) {
        told.add(id);
        orphans.add(draft);
      } else strays.push(draft);
    }
    return { orphans: orphans.drafts, strays };
  }
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
