import type { LiveState } from "@/lib/domain/live-session";
import type { ReportedSession } from "@/lib/protocol/messages";
import type { Clock } from "../clock";
import type { BootFacts, EventBatch, PlatformChange } from "../platform";
import { Watchers } from "../watchers";
import { type Faults, NO_FAULTS } from "./faults";
import { Random } from "./random";
import { SimulatedLog } from "./simulated-log";
import type { LogOnOptions, SimulatedAccount, SimulatedSession } from "./simulated-session";
import { WindowsRecords } from "./windows-records";

export interface SimulatedHostOptions {
  readonly seed: number;
  readonly name: string;
  /** True time; the host's own clock may be off by its `skewMs`. */
  readonly clock: Clock;
  readonly os?: string;
  /** Windows domain of accounts that name none. */
  readonly domain?: string;
  /** Hosts of one domain share it, so that a person has one SID everywhere. */
  readonly domainSeed?: number;
  readonly faults?: Partial<Faults>;
  /** The logs overwrite their oldest records past about this many. */
  readonly maxRecords?: number;
}

const MAX_SHOWN = 100;

/** A Windows-like machine in memory. It starts switched off: `boot()` first. */
export class SimulatedHost {
  readonly name: string;
  readonly os: string;
  readonly machineId: string;
  readonly faults: Faults;
  /** The host's own clock, skew included. */
  readonly clock: Clock;
  /** Messages that somebody saw, oldest first. */
  readonly shown: { readonly sessionId: string; readonly text: string; readonly at: number }[] = [];
  readonly #random: Random;
  readonly #domain: string;
  readonly #domainSid: string;
  readonly #log: SimulatedLog;
  readonly #records: WindowsRecords;
  readonly #watchers = new Watchers();
  #boot: BootFacts | null = null;
  #crashedAfter: number | null = null;
  #sessions = new Map<string, SimulatedSession>();
  #lastLogonId = 0;
  #cancels = new Set<() => void>();

  constructor(options: SimulatedHostOptions) {
    const { clock, seed } = options;
    this.name = options.name;
    this.os = options.os ?? "Windows Server 2022";
    this.faults = { ...NO_FAULTS, ...options.faults };
    this.clock = {
      now: () => clock.now() + this.faults.skewMs,
      after: (delayMs, run) => clock.after(delayMs, run),
    };
    this.#random = new Random(seed);
    this.machineId = this.#random.hex(32);
    this.#domain = options.domain ?? "CORP";
    const domain = new Random(options.domainSeed ?? 1);
    const part = () => domain.between(100_000_000, 4_000_000_000);
    this.#domainSid = `S-1-5-21-${part()}-${part()}-${part()}`;
    this.#log = new SimulatedLog(options.maxRecords ?? 100_000);
    const isSilent = () => this.faults.silentAudit;
    this.#records = new WindowsRecords(this.#log, () => this.clock.now(), isSilent);
  }

  get isOn(): boolean {
    return this.#boot !== null;
  }

  /** A machine that is off answers nothing. */
  requireBoot(): BootFacts {
    if (!this.#boot) throw new Error(`${this.name} is switched off`);
    return this.#boot;
  }

  boot(): void {
    if (this.#boot) return;
    this.#boot = { id: this.#random.hex(32), startedAt: this.clock.now() };
    this.#lastLogonId = this.#random.between(0x2_0000, 0x4_0000);
    this.#records.started(this.#boot.id, this.#crashedAfter);
    this.#crashedAfter = null;
    this.#announce("boot");
  }

  /** The power is cut: nothing more is written. */
  crash(): void {
    if (!this.#boot) return;
    this.#crashedAfter = this.#log.lastAt() ?? this.clock.now();
    this.#switchOff();
  }

  /** An orderly stop. In one of three, as in real logs, the logoff records stand after 1100. */
  shutDown(reason = "planned maintenance"): void {
    if (!this.#boot) return;
    this.#records.stopRequested(null, reason);
    const isLate = this.#random.next() < 1 / 3;
    const logOffAll = () => {
      for (const session of this.#sessions.values()) this.#writesLogoff(session);
    };
    if (!isLate) logOffAll();
    this.#records.stopped();
    if (isLate) logOffAll();
    this.#switchOff();
  }

  /** Returns the id of the new session. */
  logOn(account: SimulatedAccount, options: LogOnOptions = {}): string {
    this.requireBoot();
    const kind = options.kind ?? (options.clientAddress ? "remote" : "console");
    const now = this.clock.now();
    const elevatedLogonId = account.isAdministrator ? this.#nextLogonId() : null;
    const session: SimulatedSession = {
      sessionId: this.#freeSessionId(),
      account: this.#identify(account),
      kind,
      logonType: kind === "remote" ? 10 : options.isCached ? 11 : 2,
      logonId: this.#nextLogonId(),
      elevatedLogonId,
      loggedOnAt: now,
      clientName: options.clientName ?? "",
      clientAddress: options.clientAddress ?? "",
      line: "",
      state: "active",
      stateSince: now,
    };
    session.line = this.#lineOf(session);
    this.#sessions.set(session.sessionId, session);
    this.#records.loggedOn(session);
    this.#announce("sessions", "events");
    return session.sessionId;
  }

  /** The session closes at once and is gone a moment later, as on a real host. */
  logOff(sessionId: string): void {
    const session = this.#require(sessionId);
    if (session.state === "closing") return;
    if (!this.faults.losesLogoffs) this.#records.logoffBegun(session);
    this.#turn(session, "closing");
    const cancel = this.clock.after(this.#random.between(20, 120), () => {
      this.#cancels.delete(cancel);
      this.#sessions.delete(sessionId);
      if (!this.faults.losesLogoffs) {
        this.#records.loggedOff(session);
        this.#records.destroyed(session);
      }
      this.#announce("sessions", "events");
    });
    this.#cancels.add(cancel);
  }

  /** What a message put on the screen of a session. */
  show(sessionId: string, text: string): void {
    this.#require(sessionId);
    this.shown.push({ sessionId, text, at: this.clock.now() });
    if (this.shown.length > MAX_SHOWN) this.shown.shift();
  }

  goIdle(sessionId: string): void {
    this.#turn(this.#require(sessionId), "idle");
  }

  wake(sessionId: string): void {
    this.#turn(this.#require(sessionId), "active");
  }

  lock(sessionId: string): void {
    const session = this.#require(sessionId);
    this.#records.locked(session);
    this.#turn(session, "locked");
  }

  unlock(sessionId: string): void {
    const session = this.#require(sessionId);
    this.#records.unlocked(session);
    this.#turn(session, "active");
  }

  disconnect(sessionId: string): void {
    const session = this.#require(sessionId);
    this.#records.disconnected(session);
    session.line = "";
    this.#turn(session, "disconnected");
  }

  reconnect(sessionId: string, from: Pick<LogOnOptions, "clientName" | "clientAddress"> = {}): void {
    const session = this.#require(sessionId);
    session.clientName = from.clientName ?? session.clientName;
    session.clientAddress = from.clientAddress ?? session.clientAddress;
    session.line = this.#lineOf(session);
    this.#records.reconnected(session);
    this.#turn(session, "active");
  }

  sessions(): ReportedSession[] {
    this.requireBoot();
    return [...this.#sessions.values()].map(({ elevatedLogonId: _, logonType: __, ...session }) => ({
      ...session,
      account: { ...session.account },
    }));
  }

  readEvents(cursor: string | null, limit: number): EventBatch {
    this.requireBoot();
    const batch = this.#log.readAfter(cursor, limit);
    return this.faults.answersTwice ? { ...batch, events: [...batch.events, ...batch.events] } : batch;
  }

  watch(onChange: (change: PlatformChange) => void): () => void {
    return this.#watchers.add(onChange);
  }

  #switchOff(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#sessions.clear();
    this.#boot = null;
    this.#announce("boot");
  }

  #writesLogoff(session: SimulatedSession): void {
    if (!this.faults.losesLogoffs) this.#records.logoffBegun(session);
  }

  #turn(session: SimulatedSession, state: LiveState): void {
    session.state = state;
    session.stateSince = this.clock.now();
    this.#announce("sessions", "events");
  }

  #announce(...changes: PlatformChange[]): void {
    const times = this.faults.answersTwice ? 2 : 1;
    for (let time = 0; time < times; time++) this.#watchers.tell(...changes);
  }

  #require(sessionId: string): SimulatedSession {
    const session = this.#sessions.get(sessionId);
    if (!session) throw new Error(`${this.name} has no session ${sessionId}`);
    return session;
  }

  #nextLogonId(): string {
    this.#lastLogonId += this.#random.between(0x80, 0x4000);
    return `0x${this.#lastLogonId.toString(16)}`;
  }

  /** Windows gives the lowest number that is free: ids are re-used within a boot. */
  #freeSessionId(): string {
    let id = 1;
    while (this.#sessions.has(String(id))) id += 1;
    return String(id);
  }

  #identify(account: SimulatedAccount): SimulatedSession["account"] {
    const rid =
      account.rid ??
      1_000 + ([...account.name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7) >>> 8);
    return {
      key: `${this.#domainSid}-${rid}`,
      domain: account.domain ?? this.#domain,
      name: account.name,
      displayName: account.displayName,
    };
  }

  #lineOf(session: SimulatedSession): string {
    return session.kind === "console" ? "Console" : `RDP-Tcp#${session.sessionId}`;
  }
}
