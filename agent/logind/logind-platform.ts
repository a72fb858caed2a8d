import { existsSync } from "node:fs";
import type { Fence } from "@/lib/domain/fence";
import type { AuditPolicy, HostFacts, ReportedSession } from "@/lib/protocol/messages";
import { findFencedSession } from "../find-fenced-session";
import {
  type ActAnswer,
  type BootFacts,
  type EventBatch,
  type LogOffForce,
  type Platform,
  type PlatformChange,
  unsupported,
} from "../platform";
import { Watchers } from "../watchers";
import { Accounts } from "./accounts";
import { controllingTty } from "./controlling-tty";
import { readBoot, readFacts, readIdleAfter, systemdVersion } from "./host-facts";
import { JournalFeed } from "./journal-feed";
import {
  isOfPerson,
  isOfXrdp,
  type LogindProperties,
  readProperties,
  toReportedSession,
} from "./logind-session";
import { ManagerSessions } from "./manager-sessions";
import { BusRefusal, SystemBus } from "./system-bus";
import { whenTouched, writeToTerminal } from "./terminal";
import { WtmpFeed } from "./wtmp";
import { disconnectXrdp, displayNumber, readXrdpDisplays } from "./xrdp";

interface Feed {
  read(cursor: string | null, limit: number): Promise<EventBatch>;
  /** The session manager has just said what the log is about to say. */
  hurry?(): void;
  close?(): void;
}

const LOGIND = "org.freedesktop.login1";
const MANAGER = { destination: LOGIND, path: "/org/freedesktop/login1", interface: `${LOGIND}.Manager` };
const PROPERTIES = "org.freedesktop.DBus.Properties";
const MATCHES = [
  `type='signal',sender='${LOGIND}',interface='${LOGIND}.Manager'`,
  `type='signal',sender='${LOGIND}',interface='${PROPERTIES}',path_namespace='/org/freedesktop/login1/session'`,
];
/** A new session is `opening`, without a terminal, for a moment: look again. */
const LOOK_AGAIN_MS: readonly number[] = [30, 150, 600];
const SIGTERM = 15;
const SIGKILL = 9;
const WTMP_LOOK_MS = 2_000;
/** Nobody is told when a client of xrdp comes or goes. */
const XRDP_LOOK_MS = 1_000;

/** Linux with systemd: sessions from logind over D-Bus, the audit feed from the journal, or wtmp without one. */
export class LogindPlatform implements Platform {
  readonly #facts: HostFacts;
  readonly #boot: BootFacts;
  readonly #accounts: Accounts;
  readonly #bus: SystemBus;
  readonly #feed: Feed;
  readonly #watchers: Watchers;
  readonly #idleAfterMs: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Which displays had a client when the sessions were listed; null where xrdp serves nobody. */
  #xrdpClients: string | null = null;

  private constructor(parts: {
    facts: HostFacts;
    boot: BootFacts;
    accounts: Accounts;
    bus: SystemBus;
    feed: Feed;
    watchers: Watchers;
    isPolled: boolean;
    idleAfterMs: number;
  }) {
    this.#facts = parts.facts;
    this.#boot = parts.boot;
    this.#accounts = parts.accounts;
    this.#bus = parts.bus;
    this.#feed = parts.feed;
    this.#watchers = parts.watchers;
    this.#idleAfterMs = parts.idleAfterMs;
    this.#timers.add(setInterval(() => void this.#lookAtXrdp(), XRDP_LOOK_MS));
    if (parts.isPolled) this.#timers.add(setInterval(() => this.#watchers.tell("events"), WTMP_LOOK_MS));
  }

  static async open({ log }: { log: (line: string) => void }): Promise<LogindPlatform> {
    const watchers = new Watchers();
    let onSignal = (_member: string) => {};
    const bus = new SystemBus(MATCHES, (member) => onSignal(member));
    const facts = await readFacts();
    const boot = await readBoot(bus);
    const accounts = new Accounts();
    const { machineId } = facts;
    const onNews = () => watchers.tell("events");
    const isPolled = !existsSync("/run/systemd/journal/socket");
    if (isPolled) log("there is no journal here: the audit feed is wtmp");
    const feed = isPolled
      ? new WtmpFeed(accounts, machineId)
      : new JournalFeed({
          accounts,
          managers: new ManagerSessions(await systemdVersion(bus)),
          machineId,
          bootId: boot.id,
          onNews,
          log,
        });
    const idleAfterMs = await readIdleAfter(bus);
    const platform = new LogindPlatform({
      facts,
      boot,
      accounts,
      bus,
      feed,
      watchers,
      isPolled,
      idleAfterMs,
    });
    onSignal = (member) => platform.#heard(member);
    return platform;
  }

  async facts(): Promise<HostFacts> {
    return this.#facts;
  }

  async boot(): Promise<BootFacts> {
    return this.#boot;
  }

  async listSessions(): Promise<ReportedSession[]> {
    const [rows] = await this.#bus.call({ ...MANAGER, member: "ListSessions" });
    const paths = Array.isArray(rows) ? rows.map((row) => String(row[4])) : [];
    const read = await Promise.all(paths.map((path) => this.#readSession(path)));
    const people = read.filter((session) => session !== null);
    const displays = people.some(isOfXrdp) ? await readXrdpDisplays() : null;
    this.#xrdpClients = displays && inOrder(displays.connected);
    const sessions = await Promise.all(
      people.map((session) => {
        const display = isOfXrdp(session) ? displayNumber(session.display) : null;
        const isLeft = display !== null && displays?.served.has(display) && !displays.connected.has(display);
        return this.#toReported(session, !isLeft);
      }),
    );
    return sessions.sort((a, b) => a.loggedOnAt - b.loggedOnAt || a.sessionId.localeCompare(b.sessionId));
  }

  watch(onChange: (change: PlatformChange) => void): () => void {
    return this.#watchers.add(onChange);
  }

  async logOff(fence: Fence, force: LogOffForce): Promise<ActAnswer> {
    const { sessionId } = fence;
    return this.#actOn(fence, async () => {
      // TerminateSession on a session that is closing answers OK and does nothing: signals reach what is left in it.
      if (force === "ask") {
        await this.#manager("TerminateSession", "s", [sessionId]);
        return { kind: "done", detail: "TerminateSession" };
      }
      const signal = force === "terminate" ? SIGTERM : SIGKILL;
      // A session that is ended while it opens may have its leader outside of its scope still, and the scope nobody in it.
      const kills = ["all", "leader"].map((who) =>
        this.#manager("KillSession", "ssi", [sessionId, who, signal]),
      );
      const outcomes = await Promise.allSettled(kills);
      if (outcomes.every(({ status }) => status === "rejected")) await kills[0];
      return { kind: "done", detail: `KillSession ${signal}` };
    });
  }

  async disconnect(fence: Fence): Promise<ActAnswer> {
    return this.#actOn(fence, async (session) => {
      const display = session.kind === "remote" ? displayNumber(session.line) : null;
      if (display === null || !(await readXrdpDisplays()).served.has(display))
        return unsupported("disconnect such a session and keep it", "Linux");
      await disconnectXrdp(Number(/^uid:(\d+)@/.exec(fence.accountKey)?.[1]), display);
      return { kind: "done", detail: "xrdp-dis" };
    });
  }

  async lock(fence: Fence): Promise<ActAnswer> {
    return this.#actOn(fence, async () => {
      await this.#manager("LockSession", "s", [fence.sessionId]);
      return { kind: "unconfirmed", detail: "logind passed the wish on; a terminal never locks" };
    });
  }

  async message(fence: Fence, text: string): Promise<ActAnswer> {
    return this.#actOn(fence, async (session) => {
      if (!/^(tty|pts\/)\w+$/.test(session.line)) {
        return { kind: "unsupported", detail: "this session has no terminal to write to" };
      }
      await writeToTerminal(session.line, text);
      return { kind: "done", detail: `written to ${session.line}` };
    });
  }

  readEvents(cursor: string | null, limit: number): Promise<EventBatch> {
    return this.#feed.read(cursor, limit);
  }

  /** logind writes its records whatever is configured: there is no policy to switch off. */
  async auditPolicy(): Promise<AuditPolicy> {
    const setting = "success" as const;
    return {
      source: "logind",
      subcategories: [
        { name: "Logon", setting },
        { name: "Logoff", setting },
      ],
    };
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#watchers.clear();
    this.#feed.close?.();
    await this.#bus.close();
  }

  async #readSession(path: string): Promise<LogindProperties | null> {
    let body: unknown;
    try {
      const interfaceName = `${LOGIND}.Session`;
      const call = { destination: LOGIND, path, interface: PROPERTIES, member: "GetAll" };
      [body] = await this.#bus.call({ ...call, signature: "s", body: [interfaceName] });
    } catch (error) {
      // It went between the list and the look.
      if (error instanceof BusRefusal) return null;
      throw error;
    }
    const properties = readProperties(body);
    return properties && isOfPerson(properties) ? properties : null;
  }

  async #toReported(properties: LogindProperties, hasClient: boolean): Promise<ReportedSession> {
    const { display, scope, uid } = properties;
    // Terminal windows of a graphical session are not its own.
    const tty = properties.tty || (display === "" ? await controllingTty(scope, uid) : "");
    const found =
      properties.tty === "" && tty !== "" ? await this.#idleByTerminal(properties, tty) : properties;
    const account = await this.#accounts.find(String(properties.uid));
    return toReportedSession({ ...found, tty }, account, this.#facts.machineId, hasClient);
  }

  /** logind measures a terminal by when it was last touched; where it does not know the terminal, we do, by its measure. */
  async #idleByTerminal(properties: LogindProperties, tty: string): Promise<LogindProperties> {
    const touchedAt = await whenTouched(tty);
    if (touchedAt === null || Date.now() - touchedAt < this.#idleAfterMs) return properties;
    return { ...properties, isIdle: true, idleSinceUs: BigInt(touchedAt) * 1_000n };
  }

  async #actOn(fence: Fence, act: (session: ReportedSession) => Promise<ActAnswer>): Promise<ActAnswer> {
    const found = await findFencedSession(this, fence);
    if (found.kind === "different") return { kind: "refused", detail: found.detail };
    try {
      return await act(found.session);
    } catch (error) {
      if (error instanceof BusRefusal) return { kind: "refused", detail: `logind: ${error.message}` };
      if (error instanceof Error && "code" in error) return { kind: "refused", detail: error.message };
      throw error;
    }
  }

  async #lookAtXrdp(): Promise<void> {
    const before = this.#xrdpClients;
    if (before === null) return;
    const { connected } = await readXrdpDisplays();
    if (inOrder(connected) !== before) this.#watchers.tell("sessions");
  }

  #manager(member: string, signature: string, body: unknown[]): Promise<unknown[]> {
    return this.#bus.call({ ...MANAGER, member, signature, body });
  }

  #heard(member: string): void {
    this.#watchers.tell("sessions");
    if (member === "SessionRemoved") this.#feed.hurry?.();
    if (member !== "SessionNew") return;
    for (const delayMs of LOOK_AGAIN_MS) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#watchers.tell("sessions");
      }, delayMs);
      this.#timers.add(timer);
    }
  }
}

function inOrder(displays: ReadonlySet<string>): string {
  return [...displays].sort().join(" ");
}
