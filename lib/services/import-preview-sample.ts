import type { EndingKind, PairedSession } from "@/lib/domain/ending";
import type { ImportPreview, PreviewLeftover, PreviewSession } from "@/lib/domain/import-facts";
import type { Leftover } from "@/lib/domain/pairing/leftover";
import { isInstant, keepable } from "./import-file-facts";

const MOST_SESSIONS = 500;
/** Of each way to end there are at least so many, where there are. */
const OF_EACH_KIND = 30;
const MOST_LEFTOVERS = 100;

/** Of all that was paired, what a person can look through; bounded while it is gathered. */
export class PreviewSample {
  readonly #byKind: Partial<Record<EndingKind, number>> = {};
  readonly #newest = new Newest(MOST_SESSIONS);
  readonly #ofKind = new Map<EndingKind, Newest>();
  readonly #leftovers = new Map<string, PreviewLeftover>();
  #sessions = 0;

  addSession(host: string, { domainName, userName, sid, ending, ...session }: PairedSession): void {
    const { kind } = ending;
    this.#sessions++;
    this.#byKind[kind] = (this.#byKind[kind] ?? 0) + 1;
    const account = userName === null ? sid : domainName ? `${domainName}\\${userName}` : userName;
    const told: PreviewSession = {
      host,
      account,
      startedAt: session.startedAt,
      startedBefore: session.startedBefore,
      kind,
      endAt: ending.confidence === "low" ? null : ending.at,
      notBefore: ending.notBefore,
      notAfter: ending.notAfter,
      confidence: ending.confidence,
      because: ending.because,
    };
    if (!isDrawable(told)) return;
    this.#newest.add(told);
    const ofKind = this.#ofKind.get(kind) ?? new Newest(OF_EACH_KIND);
    this.#ofKind.set(kind, ofKind);
    ofKind.add(told);
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
    const lists = [this.#newest, ...this.#ofKind.values()].map((newest) => newest.list());
    const sample = [...new Set(lists.flat())].sort(newestFirst).map(bounded);
    return {
      sessions: this.#sessions,
      byKind: this.#byKind,
      sample,
      leftovers: [...this.#leftovers.values()],
    };
  }
}

/** The newest so many, put in order now and then. */
class Newest {
  #list: PreviewSession[] = [];
  constructor(readonly most: number) {}

  add(session: PreviewSession): void {
    this.#list.push(session);
    if (this.#list.length >= this.most * 4) this.#list = this.list();
  }

  list(): PreviewSession[] {
    return this.#list.sort(newestFirst).slice(0, this.most);
  }
}

function newestFirst(a: PreviewSession, b: PreviewSession): number {
  return beganAt(b) - beganAt(a) || compareText(a.host, b.host) || compareText(a.account, b.account);
}

function compareText(a: string | null, b: string | null): number {
  return a === b ? 0 : (a ?? "") < (b ?? "") ? -1 : 1;
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
