// Reads one line of `journalctl -o json`. Known: logind's session records, the start of the journal in a boot, and
// systemd's shutdown marks (systemd.journal-fields(7), systemd's sd-messages.h). Everything else is left out.
import { EMPTY_EVENT, LOGIND } from "@/lib/domain/audit-event";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { type Accounts, accountKey } from "./accounts";
import type { ManagerSessions } from "./manager-sessions";

const ID = {
  sessionNew: "8d45620c1a4348dbb17410da57c60c66",
  sessionRemoved: "3354939424b4456d9802ca8333ed424a",
  journalStarted: "f77379a8490b408bbe5f6940505a777b",
  shutdown: "98268866d1d54a499c4e98921d93bc40",
  targetReached: "39f53479d3a045ac8e11786248231fbf",
} as const;

/** Fields with a leading underscore come from the kernel: anybody may write the others. */
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

function kindOf(
  fields: Fields,
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

type Fields = Readonly<Record<string, string>>;

function parseFields(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) return null;
    const texts = Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return Object.fromEntries(texts);
  } catch {
    return null;
  }
}

/** `i=` in a cursor: the journal's own number of the record. */
function sequenceOf(cursor: string): number | null {
  const digits = /(?:^|;)i=([0-9a-f]+)(?:;|$)/.exec(cursor)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

function clipped(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [clip(name, 128), clip(value, 8_192)]),
  );
}

function clip(text: string | undefined, length: number): string {
  return (text ?? "").slice(0, length);
}
