/** What logon auditing needs, the same for domain controllers, servers and workstations. Order is the order on screen. */
export const AUDIT_BASELINE = [
  { name: "Logon", success: true, failure: true },
  { name: "Logoff", success: true, failure: false },
  { name: "Account Lockout", success: false, failure: true },
  { name: "Special Logon", success: true, failure: false },
  { name: "Other Logon/Logoff Events", success: true, failure: true },
  { name: "Security State Change", success: true, failure: false },
] as const;

export type BaselineName = (typeof AUDIT_BASELINE)[number]["name"];

const SETTINGS: Record<string, { success: boolean; failure: boolean }> = {
  none: { success: false, failure: false },
  success: { success: true, failure: false },
  failure: { success: false, failure: true },
  success_and_failure: { success: true, failure: true },
};

/** `met`: at least the baseline. `partial`: something of it. `off`: nothing of it. `unknown`: not read. */
export type BaselineVerdict = "met" | "partial" | "off" | "unknown";

export interface BaselineRow {
  readonly name: BaselineName;
  readonly recommended: string;
  readonly found: string;
  readonly verdict: BaselineVerdict;
}

export interface ReportedPolicy {
  readonly source: string;
  readonly subcategories: readonly { readonly name: string; readonly setting: string }[];
}

export function compareAuditPolicy(policy: ReportedPolicy | null): BaselineRow[] {
  const settings = new Map(policy?.subcategories.map((row) => [row.name.toLowerCase(), row.setting]));
  return AUDIT_BASELINE.map((wanted) => {
    const found = SETTINGS[settings.get(wanted.name.toLowerCase()) ?? ""];
    return {
      name: wanted.name,
      recommended: settingWords(wanted),
      found: found ? settingWords(found) : "not read",
      verdict: found ? verdict(wanted, found) : "unknown",
    };
  });
}

function verdict(
  wanted: { success: boolean; failure: boolean },
  found: { success: boolean; failure: boolean },
): BaselineVerdict {
  const success = !wanted.success || found.success;
  const failure = !wanted.failure || found.failure;
  if (success && failure) return "met";
  return (wanted.success && found.success) || (wanted.failure && found.failure) ? "partial" : "off";
}

function settingWords(setting: { success: boolean; failure: boolean }): string {
  if (setting.success && setting.failure) return "Success and Failure";
  if (setting.success) return "Success";
  return setting.failure ? "Failure" : "No auditing";
}
