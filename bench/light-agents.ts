import { createHash, createPrivateKey } from "node:crypto";
import http from "node:http";
import { EMPTY_EVENT, LOGIND } from "@/lib/domain/audit-event";
import type {
  Command,
  Receipt,
  ReportedEvent,
  ReportedSession,
  SyncAnswer,
  SyncRequest,
} from "@/lib/protocol/messages";
import type { KeyPair } from "@/lib/protocol/signature";
import { type LightWire, post } from "./light-wire";

export interface Counts {
  /** Answered with 200. */
  answered: number;
  changesMade: number;
  changesTaken: number;
  /** Records of which the gateway has said that they are on disk. */
  recordsTaken: number;
  /** Of these, the ends of sessions. */
  endsTaken: number;
  failed: number;
  readonly failures: Map<string, number>;
  readonly pushMs: number[];
  /** Command id → when it arrived. */
  readonly commands: Map<string, number>;
}

export function noCounts(): Counts {
  return {
    answered: 0,
    changesMade: 0,
    changesTaken: 0,
    recordsTaken: 0,
    endsTaken: 0,
    failed: 0,
    failures: new Map(),
    pushMs: [],
    commands: new Map(),
  };
}

/** Pushes of all agents share these; each poll has a connection of its own. */
const pushes = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** What a session goes through, again and again; what its host's log says of it, where it says something. */
const LIFE = [
  { state: "idle", record: null },
  { state: "active", record: null },
  { state: "locked", record: LOGIND.LOCKED },
  { state: "active", record: LOGIND.UNLOCKED },
  { state: null, record: LOGIND.SESSION_REMOVED },
  { state: "active", record: LOGIND.SESSION_NEW },
] as const;

/** Agents in memory that speak the real protocol, signed, and are nothing else: thousands fit into one process. */
export class LightAgent {
  readonly #wire: LightWire;
  readonly #machineId: string;
  readonly #counts: Counts;
  readonly #poll = new http.Agent({ keepAlive: true, maxSockets: 1 });
  readonly #startedAt = Date.now() - 7_200_000;
  #sequence = 0;
  #logons = 0;
  #records = 0;
  #age = 0;
  /** Numbers leave in their order: a poll counts as taken when the head of its answer is here. */
  #turn: Promise<void> = Promise.resolve();
  #isStopped = false;
  #telling: Promise<void> | null = null;
  /** When that happened which is not told yet. */
  #untold: number[] = [];
  #spool: ReportedEvent[] = [];
  #receipts: Receipt[] = [];
  session: ReportedSession | null;

  constructor(port: number, agentId: number, machineId: string, keys: KeyPair, counts: Counts) {
    this.#wire = { port, agentId, key: createPrivateKey(keys.privateKey) };
    this.#machineId = machineId;
    this.#counts = counts;
    this.session = this.#logOn();
    // Not all of them are at the same point of their day.
    this.#age = agentId % LIFE.length;
  }

  /** The next thing happens on this host, and is told; what happens meanwhile is told with the next report. */
  change(): Promise<void> {
    const step = LIFE[this.#age++ % LIFE.length] ?? LIFE[0];
    const { session } = this;
    if (step.state === null) {
      this.#endSession();
    } else if (session) {
      this.session = { ...session, state: step.state, stateSince: Date.now() };
      const isNews = step.record !== null && step.record !== LOGIND.SESSION_NEW;
      if (isNews) this.#record(step.record, session.sessionId);
    } else {
      this.session = this.#logOn();
      this.#record(LOGIND.SESSION_NEW, this.session.sessionId);
    }
    return this.tell();
  }

  /** Tells who is on, again and again until it is taken, as the real one does. */
  tell(): Promise<void> {
    this.#counts.changesMade += 1;
    this.#untold.push(performance.now());
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = null;
    });
    return this.#telling;
  }

  async poll(): Promise<void> {
    while (!this.#isStopped) {
      const answer = await this.#send({ wait: true }, this.#poll);
      if (!answer) continue;
      this.#obey(answer);
      if (answer.wantsSessions || this.#untold.length > 0) await this.tell();
      else if (answer.nextInMs > 0) await after(answer.nextInMs);
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#poll.destroy();
  }

  async #tellAll(): Promise<void> {
    while (this.#untold.length > 0 && !this.#isStopped) {
      const told = this.#untold.splice(0);
      const events = this.#spool.slice(0, 2_000);
      const receipts = this.#receipts.slice();
      const sessions = this.session ? [this.session] : [];
      const answer = await this.#send({ sessions, events, receipts }, pushes);
      if (!answer) {
        this.#untold.unshift(...told);
        continue;
      }
      this.#spool.splice(0, events.length);
      this.#receipts.splice(0, receipts.length);
      const counts = this.#counts;
      counts.changesTaken += told.length;
      counts.recordsTaken += events.length;
      counts.endsTaken += events.filter(({ eventId }) => eventId === LOGIND.SESSION_REMOVED).length;
      const now = performance.now();
      for (const at of told) counts.pushMs.push(now - at);
      this.#obey(answer);
    }
  }

  #obey(answer: SyncAnswer): void {
    if (answer.commands.length === 0) return;
    for (const { payload } of answer.commands) {
      const { id } = JSON.parse(payload) as Command;
      this.#counts.commands.set(id, performance.now());
      for (const step of ["accepted", "executed", "gone"] as const) {
        this.#receipts.push({ commandId: id, step, at: Date.now(), detail: "" });
      }
    }
    this.#endSession();
    void this.tell();
  }

  #endSession(): void {
    if (this.session) this.#record(LOGIND.SESSION_REMOVED, this.session.sessionId);
    this.session = null;
  }

  #record(eventId: number, sessionId: string): void {
    this.#spool.push({
      ...EMPTY_EVENT,
      log: "logind",
      recordId: ++this.#records,
      at: Date.now(),
      eventId,
      boot: this.#bootId,
      sid: this.#accountKey,
      userName: "ada",
      logonId: sessionId,
      sessionId,
      raw: { SESSION_ID: sessionId, USER_ID: "1000" },
    });
  }

  get #bootId(): string {
    return `boot-${this.#machineId}`;
  }

  get #accountKey(): string {
    return `uid:1000@${this.#machineId}`;
  }

  #logOn(): ReportedSession {
    this.#logons += 1;
    return {
      sessionId: String(this.#logons),
      logonId: String(this.#logons),
      kind: "console",
      state: "active",
      account: { key: this.#accountKey, domain: "", name: "ada", displayName: "" },
      loggedOnAt: Date.now(),
      stateSince: Date.now(),
      line: "seat0",
      clientName: "",
      clientAddress: "",
    };
  }

  /** Null where it was not answered as it should be; then it has waited a little. */
  async #send(part: Partial<SyncRequest>, agent: http.Agent): Promise<SyncAnswer | null> {
    const before = this.#turn;
    let onTaken = () => {};
    this.#turn = new Promise((resolve) => {
      onTaken = resolve;
    });
    await before;
    try {
      const sequence = ++this.#sequence;
      const answer = await post(this.#wire, { body: this.#body(part), sequence, agent, onTaken });
      this.#counts.answered += 1;
      return answer;
    } catch (error) {
      if (this.#isStopped) return null;
      const words = error instanceof Error ? error.message : String(error);
      this.#counts.failed += 1;
      this.#counts.failures.set(words, (this.#counts.failures.get(words) ?? 0) + 1);
      await after(500 + Math.random() * 1_000);
      return null;
    } finally {
      onTaken();
    }
  }

  #body(part: Partial<SyncRequest>): string {
    const machineId = this.#machineId;
    const request: SyncRequest = {
      protocol: 1,
      agentVersion: "0.1.0",
      bootId: this.#bootId,
      bootStartedAt: this.#startedAt,
      now: Date.now(),
      host: { machineId, name: machineId, platform: "linux", isSimulated: true, os: "Debian 12" },
      sessions: null,
      events: [],
      receipts: [],
      auditPolicy: null,
      health: { spooledEvents: this.#spool.length, spooledBytes: 0 },
      wait: false,
      ...part,
    };
    return JSON.stringify(request);
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** As many machine ids as are wanted, the same each time. */
export function machineIdOf(i: number): string {
  return createHash("sha256").update(`light ${i}`).digest("hex").slice(0, 32);
}
