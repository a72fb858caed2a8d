import type { ReportedPolicy } from "./audit-baseline";

/** Stored as the host sent it: what does not read as a policy is none. */
export function toReportedPolicy(json: unknown): ReportedPolicy | null {
  if (typeof json !== "object" || json === null) return null;
  const { source, subcategories } = json as Record<string, unknown>;
  if (!Array.isArray(subcategories)) return null;
  return {
    source: typeof source === "string" ? source : "",
    subcategories: subcategories.flatMap((row: unknown) => {
      if (typeof row !== "object" || row === null) return [];
      const { name, setting } = row as Record<string, unknown>;
      return typeof name === "string" && typeof setting === "string" ? [{ name, setting }] : [];
    }),
  };
}
