/** What the agent needs of smb.conf; the install page shows the same lines. */
export const AUDIT_LINES = [
  "vfs objects = full_audit",
  "full_audit:prefix = curfew|%u|%I|%d",
  "full_audit:success = connect disconnect",
  "full_audit:failure = none",
  "full_audit:syslog = true",
] as const;

/** Parameter → value, as `testparm -s` prints them: names in small letters, `[global]` under the others. */
export type SmbSection = ReadonlyMap<string, string>;

/** Shares of printers are nobody's sessions. */
const NO_SHARE = /^(global|printers|print\$|ipc\$)$/i;
const VERBS = ["connect", "disconnect"] as const;

export interface AuditFault {
  /** The shares that it is about; `[global]` where there is no share. */
  readonly shares: readonly string[];
  readonly what: string;
}

/** What keeps the opening and closing of shares from being audited as the agent reads it; empty where nothing does. */
export function findAuditFaults(testparm: string): AuditFault[] {
  const { global, shares } = readSections(testparm);
  const judged = shares.size === 0 ? new Map([["[global]", global]]) : shares;
  const byFault = new Map<string, string[]>();
  for (const [name, own] of judged) {
    for (const what of faultsOf(new Map([...global, ...own]))) {
      byFault.set(what, [...(byFault.get(what) ?? []), name]);
    }
  }
  return [...byFault].map(([what, names]) => ({ what, shares: names }));
}

function faultsOf(section: SmbSection): string[] {
  const words = (name: string) => (section.get(name) ?? "").split(/[\s,]+/).filter((word) => word !== "");
  if (!words("vfs objects").includes("full_audit")) return ["vfs objects does not name full_audit"];
  const success = words("full_audit:success");
  const missing = VERBS.filter((verb) => !success.includes(verb) && !success.includes("all"));
  return [
    ...(section.get("full_audit:prefix") === "curfew|%u|%I|%d"
      ? []
      : ["full_audit:prefix is not curfew|%u|%I|%d"]),
    ...(missing.length === 0 ? [] : [`full_audit:success lacks ${missing.join(" and ")}`]),
    ...(/^(no|false|0|off)$/i.test(section.get("full_audit:syslog") ?? "")
      ? ["full_audit:syslog is off, so nothing comes into the journal"]
      : []),
  ];
}

function readSections(text: string): {
  readonly global: SmbSection;
  readonly shares: Map<string, SmbSection>;
} {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of text.split("\n")) {
    const name = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
    }
    const [, key, value] = /^\s*([^#;=[\]]+?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) section.set(key.toLowerCase(), value);
  }
  const global = sections.get("global") ?? new Map<string, string>();
  return { global, shares: new Map([...sections].filter(([name]) => !NO_SHARE.test(name))) };
}
