import type { EndingKind, PairedSession } from "@/lib/domain/ending";
import type { ImportPreview, PreviewLeftover, PreviewSession } from "@/lib/domain/import-facts";
import type { Leftover } from "@/lib/domain/pairing/leftover";
import { isInstant, keepable } from "./import-file-facts";

const MOST_SESSIONS = 500;
/** Of each way to end there are at least so many, where there are. */
const OF_EACH_KIND = 30;
const MOST_LEFTOVERS = 100;

/** Of all that was paired, what a person can look through. */
export class PreviewSample {
  readonly #sessions: PreviewSession[] = [];
  readonly #leftovers = new Map<string, PreviewLeftover>();

  addSession(host: string, { domainName, userName, sid, ending, ...session }: PairedSession): void {
    const account = userName === null ? sid : domainName ? `${domainName}\\${userName}` : userName;
    this.#sessions.push({
      host,
      account,
      startedAt: session.startedAt,
      startedBefore: session.startedBefore,
      kind: ending.kind,
      endAt: ending.at,
      notBefore: ending.notBefore,
      notAfter: ending.notAfter,
      confidence: ending.confidence,
      because: ending.because,
    });
  }

  addLeftover(host: string, { kind, because, records, at }: Leftover): void {
    const eventId = records[0]?.eventId ?? 0;
    const key = `${kind} ${host} ${eventId} ${kind === "excluded_logon" ? "" : because.slice(0, 40)}`;
    const known = this.#leftovers.get(key);
    if (known) this.#leftovers.set(key, { ...known, count: known.count + 1, at: Math.min(known.at, at) });
    else if (this.#leftovers.size < MOST_LEFTOVERS && isInstant(at))
      this.#leftovers.set(key, { host: keepable(host), eventId, at, why: keepable(because), count: 1 });
  }

  told(): Pick<ImportPreview, "sessions" | "byKind" | "sample" | "leftovers"> {
    const byKind: Partial<Record<EndingKind, number>> = {};
    const sessions = this.#sessions.sort((a, b) => beganAt(b) - beganAt(a));
    const sample: PreviewSession[] = [];
    for (const session of sessions) {
      const seen = (byKind[session.kind] ?? 0) + 1;
      byKind[session.kind] = seen;
      if (!isDrawable(session)) continue;
      if (sample.length < MOST_SESSIONS || seen <= OF_EACH_KIND) sample.push(bounded(session));
    }
    return { sessions: sessions.length, byKind, sample, leftovers: [...this.#leftovers.values()] };
  }
}

function beganAt({ startedAt, startedBefore, notBefore }: PreviewSession): number {
  return startedAt ?? startedBefore ?? notBefore;
}

function isDrawable(session: PreviewSession): boolean {
  const { startedAt, startedBefore, endAt, notBefore, notAfter } = session;
  return [startedAt, startedBefore, endAt, notBefore, notAfter].every((at) => at === null || isInstant(at));
}

function bounded(session: PreviewSession): PreviewSession {
  const { host, account, because } = session;
  return {
    ...session,
    host: keepable(host),
    account: account === null ? null : keepable(account),
    because: keepable(because),
  };
}
