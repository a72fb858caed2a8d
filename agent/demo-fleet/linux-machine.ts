import { type AuditEvent, LOGIND } from "@/lib/domain/audit-event";
import type { LiveState } from "@/lib/domain/live-session";
import type { ReportedSession } from "@/lib/protocol/messages";
import type { Clock } from "../clock";
import type { BootFacts, EventBatch, PlatformChange } from "../platform";
import { type Faults, NO_FAULTS } from "../simulated/faults";
import { Random } from "../simulated/random";
import { SimulatedLog } from "../simulated/simulated-log";
import type { LogOnOptions, SimulatedAccount } from "../simulated/simulated-session";
import { Watchers } from "../watchers";
import type { Machine } from "./machine";

interface Options {
  readonly seed: number;
  readonly name: string;
  readonly os: string;
  readonly clock: Clock;
  readonly maxRecords: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A machine with systemd-logind, in memory: ssh sessions whose numbers only grow, and what the journal says of them. */
export class LinuxMachine implements Machine {
  readonly name: string;
  readonly os: string;
  readonly machineId: string;
  readonly faults: Faults = { ...NO_FAULTS };
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #log: SimulatedLog;
  readonly #watchers = new Watchers();
  #boot: BootFacts | null = null;
  #sessions = new Map<string, Mutable<ReportedSession>>();
  #lastSession = 0;
  #cancels = new Set<() => void>();

  constructor({ seed, name, os, clock, maxRecords }: Options) {
    this.name = name;
    this.os = os;
    this.#clock = clock;
    this.#random = new Random(seed);
    this.machineId = this.#random.hex(32);
    this.#log = new SimulatedLog(maxRecords);
  }

  get isOn(): boolean {
    return this.#boot !== null;
  }

  requireBoot(): BootFacts {
    if (!this.#boot) throw new Error(`${this.name} is switched off`);
    return this.#boot;
  }

  boot(): void {
    if (this.#boot) return;
    this.#boot = { id: this.#random.hex(32), startedAt: this.#clock.now() };
    this.#lastSession = 0;
    this.#write(LOGIND.BOOT, {});
    this.#watchers.tell("boot");
  }

  crash(): void {
    if (this.#boot) this.#switchOff();
  }

  shutDown(): void {
    if (!this.#boot) return;
    for (const session of this.#sessions.values()) this.#write(LOGIND.SESSION_REMOVED, facts(session));
    this.#write(LOGIND.SHUTDOWN, {});
    this.#switchOff();
  }

  logOn(account: SimulatedAccount, options: LogOnOptions = {}): string {
    this.requireBoot();
    this.#lastSession += this.#random.between(1, 3);
    const sessionId = String(this.#lastSession);
    const lines = new Set([...this.#sessions.values()].map(({ line }) => line));
    let line = 0;
    while (lines.has(`pts/${line}`)) line += 1;
    const session: Mutable<ReportedSession> = {
      sessionId,
      logonId: sessionId,
      kind: "ssh",
      state: "active",
      account: {
        key: linuxAccountKey(account.rid ?? 1_000, this.machineId),
        domain: "",
        name: account.name,
        displayName: account.displayName,
      },
      loggedOnAt: this.#clock.now(),
      stateSince: this.#clock.now(),
      line: `pts/${line}`,
      clientName: options.clientName ?? "",
      clientAddress: options.clientAddress ?? "",
    };
    this.#sessions.set(sessionId, session);
    this.#write(LOGIND.SESSION_NEW, { ...facts(session), logonProcessName: "sshd" });
    this.#watchers.tell("sessions", "events");
    return sessionId;
  }

  logOff(sessionId: string): void {
    const session = this.#require(sessionId);
    if (session.state === "closing") return;
    this.#turn(sessionId, "closing");
    const cancel = this.#clock.after(this.#random.between(10, 60), () => {
      this.#cancels.delete(cancel);
      this.#sessions.delete(sessionId);
      this.#write(LOGIND.SESSION_REMOVED, facts(session));
      this.#watchers.tell("sessions", "events");
    });
    this.#cancels.add(cancel);
  }

  goIdle(sessionId: string): void {
    this.#turn(sessionId, "idle");
  }

  wake(sessionId: string): void {
    this.#turn(sessionId, "active");
  }

  /** A terminal has no lock. */
  lock(sessionId: string): void {
    this.#turn(sessionId, "idle");
  }

  unlock(sessionId: string): void {
    this.#turn(sessionId, "active");
  }

  /** ssh without its connection is over. */
  disconnect(sessionId: string): void {
    this.logOff(sessionId);
  }

  reconnect(sessionId: string): void {
    this.#turn(sessionId, "active");
  }

  sessions(): ReportedSession[] {
    this.requireBoot();
    return [...this.#sessions.values()].map((session) => ({
      ...session,
      account: { ...session.account },
    }));
  }

  readEvents(cursor: string | null, limit: number): EventBatch {
    this.requireBoot();
    return this.#log.readAfter(cursor, limit);
  }

  watch(onChange: (change: PlatformChange) => void): () => void {
    return this.#watchers.add(onChange);
  }

  #switchOff(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#sessions.clear();
    this.#boot = null;
    this.#watchers.tell("boot");
  }

  #turn(sessionId: string, state: LiveState): void {
    const session = this.#require(sessionId);
    session.state = state;
    session.stateSince = this.#clock.now();
    this.#watchers.tell("sessions");
  }

  #require(sessionId: string): Mutable<ReportedSession> {
    const session = this.#sessions.get(sessionId);
    if (!session) throw new Error(`${this.name} has no session ${sessionId}`);
    return session;
  }

  #write(eventId: number, fields: Partial<AuditEvent>): void {
    this.#log.write("logind", eventId, this.#clock.now(), { boot: this.#boot?.id ?? null, ...fields });
  }
}

export function linuxAccountKey(uid: number, machineId: string): string {
  return `uid:${uid}@${machineId}`;
}

function facts(session: ReportedSession): Partial<AuditEvent> {
  return {
    sid: session.account.key,
    userName: session.account.name,
    sessionId: session.sessionId,
    logonId: session.logonId,
    address: session.clientAddress || null,
  };
}
