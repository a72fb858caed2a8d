import type { LogName } from "@/lib/domain/audit-event";
import type { SimulatedLog } from "./simulated-log";
import type { SimulatedSession } from "./simulated-session";

/** What Windows writes at each turn of a session or a boot, as docs of real logs show it. */
export class WindowsRecords {
  readonly #log: SimulatedLog;
  readonly #now: () => number;
  readonly #isSilent: () => boolean;
  #boot: string | null = null;

  constructor(log: SimulatedLog, now: () => number, isSilent: () => boolean) {
    this.#log = log;
    this.#now = now;
    this.#isSilent = isSilent;
  }

  started(bootId: string, crashedAfter: number | null): void {
    this.#boot = bootId;
    this.#write("System", 12, {});
    this.#write("System", 6009, {});
    this.#write("Security", 4608, {});
    if (crashedAfter !== null) {
      this.#write("Security", 1101, {});
      this.#write("System", 41, {});
      this.#write("System", 6008, { previousAt: crashedAfter });
    }
    this.#write("System", 6005, {});
  }

  stopRequested(by: { userName: string; domainName: string; sid: string } | null, reason: string): void {
    this.#write("System", 1074, { ...by, reason });
  }

  stopped(): void {
    this.#write("Security", 1100, {});
    this.#write("System", 6006, {});
    this.#write("System", 13, {});
  }

  loggedOn(session: SimulatedSession): void {
    const common = {
      ...person(session),
      logonType: session.logonType,
      logonProcessName: "User32",
      processName: "C:\\Windows\\System32\\winlogon.exe",
      address: session.clientAddress || "127.0.0.1",
      workstation: session.clientName || null,
    };
    const { logonId, elevatedLogonId } = session;
    if (elevatedLogonId) {
      this.#write("Security", 4624, {
        ...common,
        logonId: elevatedLogonId,
        linkedLogonId: logonId,
        elevated: true,
      });
      this.#write("Security", 4624, { ...common, logonId, linkedLogonId: elevatedLogonId, elevated: false });
    } else {
      this.#write("Security", 4624, { ...common, logonId, linkedLogonId: "0x0", elevated: false });
    }
    this.#write("System", 7001, { sid: session.account.key, sessionId: session.sessionId });
    const address = session.kind === "remote" ? session.clientAddress : "LOCAL";
    this.#write("LocalSessionManager", 21, { ...user(session), sessionId: session.sessionId, address });
  }

  logoffBegun(session: SimulatedSession): void {
    this.#write("Security", 4647, { ...person(session), logonId: session.logonId });
  }

  loggedOff(session: SimulatedSession): void {
    this.#write("System", 7002, { sid: session.account.key, sessionId: session.sessionId });
    this.#write("LocalSessionManager", 23, { ...user(session), sessionId: session.sessionId });
  }

  destroyed(session: SimulatedSession): void {
    for (const logonId of [session.logonId, session.elevatedLogonId]) {
      if (logonId)
        this.#write("Security", 4634, { ...person(session), logonId, logonType: session.logonType });
    }
  }

  locked(session: SimulatedSession): void {
    this.#write("Security", 4800, {
      ...person(session),
      logonId: session.logonId,
      sessionId: session.sessionId,
    });
  }

  unlocked(session: SimulatedSession): void {
    this.#write("Security", 4801, {
      ...person(session),
      logonId: session.logonId,
      sessionId: session.sessionId,
    });
  }

  disconnected(session: SimulatedSession): void {
    this.#write("Security", 4779, client(session));
    this.#write("LocalSessionManager", 24, {
      ...user(session),
      sessionId: session.sessionId,
      address: session.clientAddress,
    });
  }

  reconnected(session: SimulatedSession): void {
    this.#write("Security", 4778, client(session));
    this.#write("LocalSessionManager", 25, {
      ...user(session),
      sessionId: session.sessionId,
      address: session.clientAddress,
    });
  }

  #write(log: LogName, eventId: number, fields: Parameters<SimulatedLog["write"]>[3]): void {
    if (log === "Security" && this.#isSilent()) return;
    this.#log.write(log, eventId, this.#now(), { boot: this.#boot, ...fields });
  }
}

function user({ account }: SimulatedSession) {
  return { userName: account.name, domainName: account.domain };
}

function person(session: SimulatedSession) {
  return { sid: session.account.key, ...user(session) };
}

/** 4778 and 4779 carry no SID and no terminal session number. */
function client(session: SimulatedSession) {
  return {
    ...user(session),
    logonId: session.logonId,
    workstation: session.clientName || null,
    address: session.clientAddress || null,
  };
}
