import { AUDIT_BASELINE, type BaselineName } from "@/lib/domain/audit-baseline";
import type { AuditPolicy } from "@/lib/protocol/messages";

type Setting = AuditPolicy["subcategories"][number]["setting"];

/** Only the last two digits of the first group differ between the subcategories that matter. */
const SUBCATEGORY: Record<BaselineName, string> = {
  Logon: "15",
  Logoff: "16",
  "Account Lockout": "17",
  "Special Logon": "1b",
  "Other Logon/Logoff Events": "1c",
  "Security State Change": "10",
};
const GUID_TAIL = "-69ae-11d9-bed3-505054503030";
const GUID = /^\{[0-9a-f-]{36}\}$/i;

/** `0cce9215-69ae-11d9-bed3-505054503030`: no language changes it, as it does the names. */
export function subcategoryGuid(name: BaselineName): string {
  return `0cce92${SUBCATEGORY[name]}${GUID_TAIL}`;
}

export const SUBCATEGORIES = AUDIT_BASELINE.map(({ name }) => ({ name, guid: subcategoryGuid(name) }));

/** AUDIT_POLICY_INFORMATION: the subcategory, what is audited, the category. */
export const POLICY_INFORMATION_BYTES = 36;
const SUCCESS = 1;
const FAILURE = 2;

export function readPolicyInformation(bytes: Buffer): AuditPolicy["subcategories"] {
  const settings = new Map<string, Setting>();
  for (let at = 0; at + POLICY_INFORMATION_BYTES <= bytes.length; at += POLICY_INFORMATION_BYTES) {
    settings.set(guidText(bytes, at), settingOf(bytes.readUInt32LE(at + 16)));
  }
  return withNames(settings);
}

/** The 16 bytes of a GUID; its first three groups are numbers. */
export function guidBytes(guid: string): Buffer {
  const [a = "", b = "", c = "", ...rest] = guid.split("-");
  const swapped = [a, b, c].map((group) => Buffer.from(group, "hex").reverse());
  return Buffer.concat([...swapped, Buffer.from(rest.join(""), "hex")]);
}

function guidText(bytes: Buffer, at: number): string {
  const groups = [
    [at, at + 4],
    [at + 4, at + 6],
    [at + 6, at + 8],
  ].map(([from, until]) => Buffer.from(bytes.subarray(from, until)).reverse().toString("hex"));
  const tail = bytes.subarray(at + 8, at + 16).toString("hex");
  return [...groups, tail.slice(0, 4), tail.slice(4)].join("-");
}

/**
 * `auditpol /get /category:* /r`, or the file of `auditpol /backup`: a header, perhaps an empty line, then
 * `HOST,System,Logoff,{GUID},Success,`. Everything but the GUID is in the language of the system. Only a number behind it
 * (0 to 3, in a backup) says the setting in every language; else the words are compared with each other.
 */
export function readAuditpol(text: string): AuditPolicy["subcategories"] {
  const settings = new Map<string, Setting>();
  for (const line of text.split(/\r?\n/)) {
    const cells = line.split(",").map((cell) => cell.trim().replace(/^"|"$/g, ""));
    const column = cells.findIndex((cell) => GUID.test(cell));
    const [guid = "", words = "", , value = ""] = column < 0 ? [] : cells.slice(column);
    if (guid === "") continue;
    const setting = /^[0-3]$/.test(value) ? settingOf(Number(value)) : settingInWords(words);
    settings.set(guid.slice(1, -1).toLowerCase(), setting);
  }
  return withNames(settings);
}

/** English alone: another language's words are not guessed at. */
function settingInWords(words: string): Setting {
  switch (words.toLowerCase()) {
    case "no auditing":
      return "none";
    case "success":
      return "success";
    case "failure":
      return "failure";
    case "success and failure":
      return "success_and_failure";
    default:
      return "unknown";
  }
}

function settingOf(bits: number): Setting {
  const isSuccess = (bits & SUCCESS) !== 0;
  const isFailure = (bits & FAILURE) !== 0;
  if (isSuccess && isFailure) return "success_and_failure";
  return isSuccess ? "success" : isFailure ? "failure" : "none";
}

function withNames(settings: ReadonlyMap<string, Setting>): AuditPolicy["subcategories"] {
  return SUBCATEGORIES.map(({ name, guid }) => ({ name, setting: settings.get(guid) ?? "unknown" }));
}
