import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import type { ReportedEvent, ReportedSession } from "@/lib/protocol/messages";
import type { SessionHint } from "./session-hints";

/** A host that logs nobody on for hours, with a gateway away, has fewer. */
const MAX_KEPT = 10_000;

/**
 * What was hinted at, as events, until they have been read. In memory: a hint that a crash takes away was no proof, and
 * the logs tell the same.
 */
export class HintLog {
  #events: ReportedEvent[] = [];
  #last = 0;

  /** `session` is whose number it was at that moment, where that is known. */
  add(hint: SessionHint, session: ReportedSession | null): void {
    const { name, domain, key } = session?.account ?? {};
    const named = hint.source === "SENS" ? splitName(hint.userName) : null;
    // A name that is not the session's own is another's: whose SID it is, nobody has said.
    const isTheirs = !named || !session || isSameName(named.userName, session.account.name);
    this.#events.push({
      ...EMPTY_EVENT,
      log: hint.source,
      recordId: this.#nextNumber(hint.at),
      at: hint.at,
      eventId: hint.code,
      sessionId: hint.sessionId === null ? null : String(hint.sessionId),
      sid: hint.sessionId !== null && isTheirs ? (key ?? null) : null,
      userName: named?.userName ?? name ?? null,
      domainName: named ? named.domainName : domain || null,
      raw: null,
    });
    if (this.#events.length > MAX_KEPT) this.#events = this.#events.slice(-MAX_KEPT);
  }

  readAfter(recordId: number, limit: number): ReportedEvent[] {
    // A clock that was set back over a restart must not hide what comes next.
    this.#last = Math.max(this.#last, recordId);
    return this.#events.filter((event) => event.recordId > recordId).slice(0, Math.max(0, limit));
  }

  /** Microseconds: a number that goes on growing over restarts, without being kept anywhere. */
  #nextNumber(at: number): number {
    this.#last = Math.max(this.#last + 1, Math.round(at * 1_000));
    return this.#last;
  }
}

function splitName(written: string): { userName: string | null; domainName: string | null } {
  const slash = written.lastIndexOf("\\");
  return {
    userName: written.slice(slash + 1) || null,
    domainName: written.slice(0, Math.max(0, slash)) || null,
  };
}

function isSameName(a: string | null, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
