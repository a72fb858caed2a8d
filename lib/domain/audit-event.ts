/** Numbers are stored; never renumber. */
export const LOGS = {
  Security: 1,
  System: 2,
  /** Microsoft-Windows-TerminalServices-LocalSessionManager/Operational */
  LocalSessionManager: 3,
  /** WTS session notifications, codes 1 to 11. */
  WTS: 4,
  /** SENS notifications. */
  SENS: 5,
  /** systemd-logind and boot marks, from the journal; ids in LOGIND. */
  logind: 6,
  /** wtmp records; ids are ut_type. */
  wtmp: 7,
  /** Who has shares of a Samba server open, from its own audit; ids in LOGIND. */
  samba: 12,
} as const;
export type LogName = keyof typeof LOGS;
export const LOG_BY_NUMBER = new Map(Object.entries(LOGS).map(([name, n]) => [n as number, name as LogName]));

export const LOGIND = {
  SESSION_NEW: 1,
  SESSION_REMOVED: 2,
  BOOT: 3,
  SHUTDOWN: 4,
  LOCKED: 5,
  UNLOCKED: 6,
} as const;

/** Ids of SENS events; those of ISensLogon2 carry a session id, those of ISensLogon a name alone. */
export const SENS = {
  LOGON: 1,
  LOGOFF: 2,
  START_SHELL: 3,
  LOCK: 4,
  UNLOCK: 5,
  START_SCREEN_SAVER: 6,
  STOP_SCREEN_SAVER: 7,
  POST_SHELL: 8,
  DISCONNECT: 9,
  RECONNECT: 10,
} as const;

/**
 * Codes of WM_WTSSESSION_CHANGE, as Windows numbers them. 9 (remote control), 10 and 11 (a number is taken and given back)
 * tell of nobody's logon, logoff or lock: 10 comes before anybody has logged on, 11 after the 6 that tells the logoff.
 */
export const WTS = {
  CONSOLE_CONNECT: 1,
  CONSOLE_DISCONNECT: 2,
  REMOTE_CONNECT: 3,
  REMOTE_DISCONNECT: 4,
  LOGON: 5,
  LOGOFF: 6,
  LOCK: 7,
  UNLOCK: 8,
} as const;

/** Types of wtmp records, as utmp(5) numbers them. */
export const WTMP = { RUN_LEVEL: 1, BOOT_TIME: 2, USER_PROCESS: 7, DEAD_PROCESS: 8 } as const;

/** One normalised fact out of a log. Windows' own names, in camel case; null where the event does not say. */
export interface AuditEvent {
  readonly log: LogName;
  /** Order inside its log; record order is the order of truth, wall time is not. */
  readonly recordId: number;
  /** Epoch milliseconds, with a fraction where the log is finer. */
  readonly at: number;
  readonly eventId: number;
  /** The host's boot id where the source knows it; else boots are cut in record order. */
  readonly boot: string | null;
  /** SID, or `uid:N@<machine id>`, of the person the event is about. */
  readonly sid: string | null;
  readonly userName: string | null;
  readonly domainName: string | null;
  /** Canonical LUID (`0x3e7`), or the logind session id. */
  readonly logonId: string | null;
  readonly linkedLogonId: string | null;
  readonly logonType: number | null;
  readonly elevated: boolean | null;
  readonly logonProcessName: string | null;
  readonly processName: string | null;
  /** Terminal session number, or the logind id; re-used within a boot. */
  readonly sessionId: string | null;
  readonly address: string | null;
  readonly workstation: string | null;
  /** 4616: the clock moved from `previousAt` to `newAt`. 6008: `previousAt` is the last time known, in UTC. */
  readonly previousAt: number | null;
  readonly newAt: number | null;
  /** Why and by whom, where the event says so (1074, 42's target state, LSM 40's reason). */
  readonly reason: string | null;
}

/** Logs that say when a session of a boot is new and when it is removed, with the ids of LOGIND. */
export function isSessionLog(log: LogName): boolean {
  return log === "logind" || log === "samba";
}

/** An id that no log uses: from its `recordId` on, at the time of the record before, `reason` many records are missing. */
export const RECORDS_MISSING = 0;

export const EMPTY_EVENT: Omit<AuditEvent, "log" | "recordId" | "at" | "eventId"> = {
  boot: null,
  sid: null,
  userName: null,
  domainName: null,
  logonId: null,
  linkedLogonId: null,
  logonType: null,
  elevated: null,
  logonProcessName: null,
  processName: null,
  sessionId: null,
  address: null,
  workstation: null,
  previousAt: null,
  newAt: null,
  reason: null,
};
