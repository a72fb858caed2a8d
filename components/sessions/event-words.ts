import { LOG_BY_NUMBER, LOGIND, type LogName, RECORDS_MISSING } from "@/lib/domain/audit-event";

const WORDS: Partial<Record<LogName, Readonly<Record<number, string>>>> = {
  Security: {
    4608: "Windows started",
    4624: "Logged on",
    4634: "Logon session destroyed",
    4647: "Logged off, asked by the person",
    4778: "Reconnected",
    4779: "Disconnected",
    4800: "Locked",
    4801: "Unlocked",
    4802: "Screen saver started",
    4803: "Screen saver ended",
  },
  System: { 7001: "Logon notified", 7002: "Logoff notified" },
  LocalSessionManager: {
    21: "Logged on",
    22: "Shell started",
    23: "Logged off",
    24: "Disconnected",
    25: "Reconnected",
    39: "Disconnected by another session",
    40: "Disconnected, with a reason",
  },
  WTS: {
    1: "Console connected",
    2: "Console disconnected",
    3: "Connected from afar",
    4: "Disconnected from afar",
    5: "Logged on",
    6: "Logged off",
    7: "Locked",
    8: "Unlocked",
  },
  logind: {
    [LOGIND.SESSION_NEW]: "Logged on",
    [LOGIND.SESSION_REMOVED]: "Logged off",
    [LOGIND.BOOT]: "Host started",
    [LOGIND.SHUTDOWN]: "Host shut down",
    [LOGIND.LOCKED]: "Locked",
    [LOGIND.UNLOCKED]: "Unlocked",
  },
  samba: {
    [LOGIND.SESSION_NEW]: "First share opened",
    [LOGIND.SESSION_REMOVED]: "Last share closed",
    [LOGIND.BOOT]: "Host started",
    [LOGIND.SHUTDOWN]: "Host shut down",
  },
  wtmp: { 7: "Logged on", 8: "Logged off" },
};

/** What an audited record says, in words; its number where nobody has given it any. */
export function eventWords(log: number, eventId: number): string {
  const name = LOG_BY_NUMBER.get(log);
  if (eventId === RECORDS_MISSING) return "Records are missing";
  return (name && WORDS[name]?.[eventId]) ?? `${name ?? `Log ${log}`} event ${eventId}`;
}
