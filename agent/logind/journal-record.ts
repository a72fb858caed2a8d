// Reads one line of `journalctl -o json`. Known: logind's session records, the start of the journal in a boot, and
// systemd's shutdown marks (systemd.journal-fields(7), systemd's sd-messages.h). Everything else is left out.
import { EMPTY_EVENT, LOGIND, RECORDS_MISSING } from "@/lib/domain/audit-event";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { type JournalFields, journalOf, parseFields, sequenceOf } from "../journal-line";
import { type Accounts, accountKey } from "./accounts";
import type { ManagerSessions } from "./manager-sessions";

const ID = {
  sessionNew: "8d45620c1a4348dbb17410da57c60c66",
  sessionRemoved: "3354939424b4456d9802ca8333ed424a",
  journalStarted: "f77379a8490b408bbe5f6940505a777b",
  shutdown: "98268866d1d54a499c4e98921d93bc40",
  targetReached: "39f53479d3a045ac8e11786248231fbf",
} as const;

/** JournalFields with a leading underscore come from the kernel: anybody may write the others. */
export const JOURNAL_FILTER: readonly string[] = [
  `MESSAGE_ID=${ID.sessionNew}`,
  `MESSAGE_ID=${ID.sessionRemoved}`,
  `MESSAGE_ID=${ID.shutdown}`,
  "_SYSTEMD_UNIT=systemd-logind.service",
  "+",
  `MESSAGE_ID=${ID.journalStarted}`,
  "_TRANSPORT=driver",
  "+",
  `MESSAGE_ID=${ID.targetReached}`,
  "UNIT=shutdown.target",
  "_PID=1",
];

/** The newest of these is of the running boot. */
export const JOURNAL_START_FILTER: readonly string[] = [
  `MESSAGE_ID=${ID.journalStarted}`,
  "_TRANSPORT=driver",
];

export interface JournalRecord {
  readonly cursor: string;
  readonly boot: string;
  readonly event: ReportedEvent | null;
}

/** Who the sessions of a host belong to. */
export interface Host {
  readonly accounts: Accounts;
  readonly managers: ManagerSessions;
  readonly machineId: string;
}

/** `previousBoot` is the boot of the record before: the journal's start is a boot's only where it differs. */
export async function readJournalLine(
  line: string,
  previousBoot: string | null,
  { accounts, managers, machineId }: Host,
): Promise<JournalRecord | null> {
  const fields = parseFields(line);
  const cursor = fields?.__CURSOR;
  const recordId = cursor === undefined ? null : sequenceOf(cursor);
  if (!fields || cursor === undefined || recordId === null) return null;
  const boot = fields._BOOT_ID ?? "";
  const kind = kindOf(fields, boot !== previousBoot);
  if (kind === null) return { cursor, boot, event: null };
  const event: ReportedEvent = {
    ...EMPTY_EVENT,
    log: "logind",
    recordId,
    at: Number(fields.__REALTIME_TIMESTAMP) / 1000,
    eventId: LOGIND[kind],
    boot,
    raw: clipped(fields),
  };
  if (kind === "SHUTDOWN") return { cursor, boot, event: { ...event, reason: clip(fields.MESSAGE, 1_024) } };
  if (kind === "BOOT") return { cursor, boot, event };
  const { LEADER: leader = "", MESSAGE: message = "", __REALTIME_TIMESTAMP: atMicros = "" } = fields;
  const session = { boot, sessionId: fields.SESSION_ID ?? "", leader, message, atMicros };
  if (await managers.isManager(session)) return { cursor, boot, event: null };
  const name = fields.USER_ID ?? "";
  const account = await accounts.find(name);
  const sessionId = clip(fields.SESSION_ID, 64);
  return {
    cursor,
    boot,
    event: {
      ...event,
      sessionId,
      logonId: sessionId,
      userName: clip(account?.name ?? name, 256),
      sid: account ? accountKey(account.uid, machineId) : null,
    },
  };
}

export function bootOf(cursor: string): string | null {
  return /(?:^|;)b=([0-9a-f]{32})(?:;|$)/.exec(cursor)?.[1] ?? null;
}

/**
 * What the journal has dropped behind a cursor, seen from the oldest record of the system that it still holds; null when
 * that is the cursor's own. Numbers of the journal count every record, so it tells how many were lost of all kinds.
 */
export function gapBehind(cursor: string, oldestLine: string): JournalRecord | null {
  const fields = parseFields(oldestLine);
  const [last, next] = [sequenceOf(cursor), sequenceOf(fields?.__CURSOR ?? "")];
  if (!fields?.__CURSOR || fields.__CURSOR === cursor || last === null || next === null) return null;
  const isSameCount = journalOf(cursor) === journalOf(fields.__CURSOR);
  const count = isSameCount ? next - last - 1 : null;
  if (count !== null && count <= 0) return null;
  const boot = bootOf(cursor) ?? "";
  const event: ReportedEvent = {
    ...EMPTY_EVENT,
    log: "logind",
    recordId: last + 1,
    at: microsOf(cursor) / 1000,
    eventId: RECORDS_MISSING,
    boot,
    newAt: Number(fields.__REALTIME_TIMESTAMP) / 1000,
    reason: count === null ? "some" : String(count),
    raw: { after: cursor, before: fields.__CURSOR },
  };
  return { cursor, boot, event };
}

function kindOf(
  fields: JournalFields,
  isNewBoot: boolean,
): "SESSION_NEW" | "SESSION_REMOVED" | "BOOT" | "SHUTDOWN" | null {
  const isLogind = fields._SYSTEMD_UNIT === "systemd-logind.service";
  switch (fields.MESSAGE_ID) {
    case ID.sessionNew:
      return isLogind ? "SESSION_NEW" : null;
    case ID.sessionRemoved:
      return isLogind ? "SESSION_REMOVED" : null;
    case ID.shutdown:
      return isLogind ? "SHUTDOWN" : null;
    case ID.targetReached:
      return fields._PID === "1" && fields.UNIT === "shutdown.target" ? "SHUTDOWN" : null;
    case ID.journalStarted:
      return fields._TRANSPORT === "driver" && isNewBoot ? "BOOT" : null;
    default:
      return null;
  }
}

/** `t=`: when the record was written. */
function microsOf(cursor: string): number {
  return Number.parseInt(/(?:^|;)t=([0-9a-f]+)(?:;|$)/.exec(cursor)?.[1] ?? "0", 16);
}

function clipped(fields: JournalFields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [clip(name, 128), clip(value, 8_192)]),
  );
}

function clip(text: string | undefined, length: number): string {
  return (text ?? "").slice(0, length);
}
