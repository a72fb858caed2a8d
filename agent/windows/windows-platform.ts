import { SENS, WTS } from "@/lib/domain/audit-event";
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
import { EventFeed, type Subscriptions } from "./event-feed";
import { EventLogs } from "./event-logs";
import { HintLog } from "./hint-log";
import { readBoot, readFacts } from "./host-facts";
import { type LibraryFiles, WINDOWS_LIBRARIES } from "./libraries";
import { type Koffi, loadKoffi } from "./load-koffi";
import { AuditPolicyReader } from "./read-audit-policy";
import { type SessionHint, SessionHints } from "./session-hints";
import { SessionList } from "./session-list";
import { WindowsError } from "./windows-error";
import { Wts } from "./wts";

/** Without a hint nobody is told of a session: it is looked for. */
const LOOK_MS = 2_000;
const ECHO_MS = 1_000;
const TITLE = "Curfew";

interface Options {
  readonly log: (line: string) => void;
  /** Where a service notes what it is told of sessions. */
  readonly hints?: SessionHints;
  readonly libraries?: LibraryFiles;
  readonly koffi?: Koffi;
}

/** Windows: sessions from Remote Desktop Services, their logons from the security authority, the feed from the event log. */
export class WindowsPlatform implements Platform {
  readonly #facts: HostFacts;
  readonly #boot: BootFacts;
  readonly #wts: Wts;
  readonly #list: SessionList;
  readonly #hintLog: HintLog;
  readonly #feed: EventFeed;
  readonly #policy: AuditPolicyReader;
  readonly #log: (line: string) => void;
  readonly #watchers = new Watchers();
  readonly #stopHints: () => void;
  #bells: Subscriptions = { stop: async () => {}, areWhole: false };
  #timer: NodeJS.Timeout | null = null;
  #echo: NodeJS.Timeout | null = null;
  /** Hints are told in the order in which they came. */
  #told: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(facts: HostFacts, boot: BootFacts, options: Required<Options>) {
    const { koffi, libraries, log, hints } = options;
    this.#facts = facts;
    this.#boot = boot;
    this.#log = log;
    this.#wts = new Wts(koffi, libraries.sessions);
    this.#list = new SessionList({ wts: this.#wts, koffi, libraries, machineId: facts.machineId, log });
    this.#hintLog = new HintLog();
    this.#feed = new EventFeed({ logs: new EventLogs(koffi, libraries.events), hints: this.#hintLog, log });
    this.#policy = new AuditPolicyReader(koffi, libraries.policy);
    this.#stopHints = hints.onHint((hint) => this.#heard(hint));
  }

  static async open(given: Options): Promise<WindowsPlatform> {
    const options: Required<Options> = {
      hints: new SessionHints(),
      libraries: WINDOWS_LIBRARIES,
      koffi: given.koffi ?? loadKoffi(),
      ...given,
    };
    const facts = await readFacts(options.koffi);
    const boot = await readBoot(options.koffi, options.libraries.system);
    const platform = new WindowsPlatform(facts, boot, options);
    platform.#bells = await platform.#feed.subscribe(() => platform.#rung());
    platform.#lookAgain();
    return platform;
  }

  async facts(): Promise<HostFacts> {
    return this.#facts;
  }

  async boot(): Promise<BootFacts> {
    return this.#boot;
  }

  listSessions(): Promise<ReportedSession[]> {
    return this.#list.read();
  }

  watch(onChange: (change: PlatformChange) => void): () => void {
    return this.#watchers.add(onChange);
  }

  /** Windows has one way to log somebody off, which asks no program: pressing on is asking once more. */
  logOff(fence: Fence, force: LogOffForce): Promise<ActAnswer> {
    return this.#actOn(fence, async (sessionId) => {
      await this.#wts.logOff(sessionId);
      const detail =
        force === "ask" ? "WTSLogoffSession" : "WTSLogoffSession, once more: Windows knows none harder";
      return { kind: "done", detail };
    });
  }

  disconnect(fence: Fence): Promise<ActAnswer> {
    return this.#actOn(fence, async (sessionId, { state }) => {
      if (state === "disconnected") return { kind: "done", detail: "nobody was connected any more" };
      await this.#wts.disconnect(sessionId);
      // It answers TRUE for a session that is not there, too.
      const after = await findFencedSession(this, fence);
      if (after.kind === "different") return { kind: "refused", detail: after.detail };
      return { kind: "done", detail: "WTSDisconnectSession" };
    });
  }

  async lock(): Promise<ActAnswer> {
    return unsupported("lock the session of somebody else", "Windows");
  }

  message(fence: Fence, text: string): Promise<ActAnswer> {
    return this.#actOn(fence, async (sessionId, { state }) => {
      if (state === "disconnected") return { kind: "refused", detail: "nobody is connected to the session" };
      await this.#wts.sendMessage(sessionId, TITLE, text);
      if (state === "locked")
        return { kind: "unconfirmed", detail: "the screen is locked: it stands there when it is unlocked" };
      return { kind: "done", detail: "WTSSendMessage" };
    });
  }

  readEvents(cursor: string | null, limit: number): Promise<EventBatch> {
    return this.#feed.read(cursor, limit);
  }

  auditPolicy(): Promise<AuditPolicy> {
    return this.#policy.read();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of [this.#timer, this.#echo]) if (timer) clearTimeout(timer);
    this.#stopHints();
    this.#watchers.clear();
    await this.#bells.stop();
  }

  async #actOn(
    fence: Fence,
    act: (sessionId: number, session: ReportedSession) => Promise<ActAnswer>,
  ): Promise<ActAnswer> {
    const found = await findFencedSession(this, fence);
    if (found.kind === "different") return { kind: "refused", detail: found.detail };
    try {
      return await act(Number(found.session.sessionId), found.session);
    } catch (error) {
      if (error instanceof WindowsError) return { kind: "refused", detail: error.message };
      throw error;
    }
  }

  /** The name is asked for at once: after a logoff the number is nobody's, and what was listed before must tell. */
  #heard(hint: SessionHint): void {
    const before = this.#list.lastSeen(hint.sessionId);
    const told = this.#told.then(async () => {
      const now = await this.#list.read().catch(() => []);
      const found = now.find(({ sessionId }) => sessionId === String(hint.sessionId)) ?? null;
      // The number of a session that ended may be somebody else's by now.
      const session = isLogoff(hint) ? before : (found ?? before);
      if (this.#isClosed) return;
      this.#hintLog.add(hint, session);
      this.#watchers.tell("sessions", "events");
    });
    this.#told = told.catch((error: unknown) => this.#log(`a hint: ${String(error)}`));
  }

  /** The last records of a logoff are written a moment after those that ring. */
  #rung(): void {
    this.#watchers.tell("events");
    this.#echo ??= setTimeout(() => {
      this.#echo = null;
      this.#watchers.tell("events");
    }, ECHO_MS);
  }

  #lookAgain(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(async () => {
      try {
        const hasChanged = await this.#list.hasChanged();
        if (hasChanged) this.#watchers.tell("sessions");
        if (hasChanged || !this.#bells.areWhole) this.#watchers.tell("events");
      } catch (error) {
        this.#log(`the sessions cannot be listed: ${error instanceof Error ? error.message : String(error)}`);
      }
      this.#lookAgain();
    }, LOOK_MS);
  }
}

function isLogoff({ source, code }: SessionHint): boolean {
  return source === "WTS" ? code === WTS.LOGOFF : code === SENS.LOGOFF;
}
