import { type JournalFields, journalOf, parseFields, sequenceOf } from "../journal-line";
import { type Accounts, accountKey } from "../logind/accounts";

/**
 * A line of Samba's own audit (vfs_full_audit, written to the journal with the prefix `curfew|%u|%I|%d`), and the marks of a
 * boot. IPC$ is left out: every client opens it for a moment, to ask what there is.
 */
export type AuditLine =
  | {
      readonly kind: "connect" | "disconnect";
      readonly pid: number;
      readonly user: string;
      readonly address: string;
      readonly share: string;
    }
  | { readonly kind: "boot" | "shutdown" };

export interface JournalLine {
  readonly cursor: string;
  /** The journal's own number of the record. */
  readonly recordId: number;
  readonly boot: string;
  readonly at: number;
  readonly line: AuditLine | null;
  readonly raw: Readonly<Record<string, string>>;
}

const JOURNAL_STARTED = "f77379a8490b408bbe5f6940505a777b";
const TARGET_REACHED = "39f53479d3a045ac8e11786248231fbf";

/** JournalFields with a leading underscore come from the kernel: only root's own smbd writes under its name as root. */
export const SAMBA_FILTER: readonly string[] = [
  "SYSLOG_IDENTIFIER=smbd_audit",
  "_UID=0",
  "+",
  `MESSAGE_ID=${JOURNAL_STARTED}`,
  "_TRANSPORT=driver",
  "+",
  `MESSAGE_ID=${TARGET_REACHED}`,
  "UNIT=shutdown.target",
  "_PID=1",
];

const MESSAGE = /^curfew\|(.+)\|([^|]*)\|\d+\|(connect|disconnect)\|ok\|(.*)$/;

export function readJournalLine(text: string): JournalLine | null {
  const fields = parseFields(text);
  const cursor = fields?.__CURSOR;
  const number = sequenceOf(cursor ?? "");
  if (!fields || cursor === undefined || number === null) return null;
  const raw = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.slice(0, 128), value.slice(0, 8_192)]),
  );
  return {
    cursor,
    recordId: number,
    boot: fields._BOOT_ID ?? "",
    at: Number(fields.__REALTIME_TIMESTAMP) / 1000,
    line: lineOf(fields),
    raw,
  };
}

/** Whether a record stands behind a cursor of the same journal; by its number, for the cursor's own may be dropped. */
export function isAfter(record: JournalLine, cursor: string): boolean {
  const number = sequenceOf(cursor);
  return journalOf(record.cursor) === journalOf(cursor) && number !== null && record.recordId > number;
}

/** The key of the account that Samba maps a name to. */
export async function keyOfName(
  accounts: Accounts,
  machineId: string,
  name: string,
): Promise<{ readonly key: string; readonly displayName: string } | null> {
  const account = await accounts.find(name);
  return account && { key: accountKey(account.uid, machineId), displayName: account.displayName };
}

function lineOf(fields: JournalFields): AuditLine | null {
  if (fields.MESSAGE_ID === JOURNAL_STARTED && fields._TRANSPORT === "driver") return { kind: "boot" };
  if (fields.MESSAGE_ID === TARGET_REACHED && fields._PID === "1") return { kind: "shutdown" };
  if (fields.SYSLOG_IDENTIFIER !== "smbd_audit" || fields._UID !== "0") return null;
  const [, user, address, verb, share] = MESSAGE.exec(fields.MESSAGE ?? "") ?? [];
  const pid = Number(fields._PID);
  if (!user || address === undefined || share === undefined || !Number.isInteger(pid)) return null;
  if (share.toUpperCase() === "IPC$") return null;
  return { kind: verb === "connect" ? "connect" : "disconnect", pid, user, address, share };
}
