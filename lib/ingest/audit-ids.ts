import type { LogName } from "@/lib/domain/audit-event";

/** The log that a record belongs to when it tells of sessions, boots, the clock or the audit itself; else null. */
export function auditLogOf(
  channel: string | null,
  provider: string | null,
  eventId: number,
): WindowsLog | null {
  const log = logOfChannel(channel);
  if (log === null) return null;
  if (log === "LocalSessionManager") return MANAGER.has(eventId) ? log : null;
  const source = provider === null ? null : canonicalSource(provider);
  if (log === "Security") {
    return SECURITY.has(eventId) && (source === null || SECURITY_SOURCES.has(source)) ? log : null;
  }
  return source !== null && (SYSTEM.get(source)?.has(eventId) ?? false) ? log : null;
}

export type WindowsLog = Extract<LogName, "Security" | "System" | "LocalSessionManager">;

const SECURITY = new Set([
  1100, 1101, 1102, 1104, 4608, 4616, 4624, 4625, 4634, 4647, 4648, 4672, 4719, 4778, 4779, 4800, 4801, 4802,
  4803,
]);
/** Others may write to the Security log under ids of their own. */
const SECURITY_SOURCES = new Set(["microsoft-windows-security-auditing", "microsoft-windows-eventlog"]);
const MANAGER = new Set([21, 22, 23, 24, 25, 39, 40, 41, 42]);
/** Ids of the System log mean something only together with who wrote them. */
const SYSTEM = new Map<string, ReadonlySet<number>>([
  ["microsoft-windows-winlogon", new Set([7001, 7002])],
  ["eventlog", new Set([6005, 6006, 6008, 6009, 6013])],
  ["user32", new Set([1074])],
  ["microsoft-windows-kernel-general", new Set([12, 13])],
  ["microsoft-windows-kernel-power", new Set([41, 42, 107, 109])],
]);

/** Which ids of a log can mean something, whoever wrote them. */
export function auditIdsOf(log: WindowsLog): ReadonlySet<number> {
  if (log === "Security") return SECURITY;
  return log === "LocalSessionManager" ? MANAGER : new Set([...SYSTEM.values()].flatMap((ids) => [...ids]));
}

/** By the id alone, before anything else of a record is known. */
export const AUDIT_IDS: ReadonlySet<number> = new Set([
  ...SECURITY,
  ...MANAGER,
  ...[...SYSTEM.values()].flatMap((ids) => [...ids]),
]);

const LOG_BY_CHANNEL = new Map<string, WindowsLog>([
  ["security", "Security"],
  ["system", "System"],
  ["microsoft-windows-terminalservices-localsessionmanager/operational", "LocalSessionManager"],
]);
const channels = new Map<string, WindowsLog | null>();
const sources = new Map<string, string>();
/** Spellings that were seen; a hostile log must not make them many. */
const SPELLINGS = 256;

export function logOfChannel(channel: string | null): WindowsLog | null {
  if (channel === null) return null;
  let log = channels.get(channel);
  if (log === undefined) {
    log = LOG_BY_CHANNEL.get(channel.toLowerCase()) ?? null;
    if (channels.size < SPELLINGS) channels.set(channel, log);
  }
  return log;
}

function canonicalSource(provider: string): string {
  let source = sources.get(provider);
  if (source === undefined) {
    source = provider.toLowerCase();
    if (sources.size < SPELLINGS) sources.set(provider, source);
  }
  return source;
}
