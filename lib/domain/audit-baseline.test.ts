import { expect, test } from "vitest";
import { compareAuditPolicy } from "./audit-baseline";

test("each subcategory is judged against the baseline, more is never less", () => {
  const rows = compareAuditPolicy({
    source: "auditpol",
    subcategories: [
      { name: "logon", setting: "success" },
      { name: "Logoff", setting: "success_and_failure" },
      { name: "Account Lockout", setting: "success" },
      { name: "Special Logon", setting: "none" },
      { name: "Other Logon/Logoff Events", setting: "unknown" },
    ],
  });
  expect(rows.map((row) => [row.name, row.verdict, row.found])).toEqual([
    ["Logon", "partial", "Success"],
    ["Logoff", "met", "Success and Failure"],
    ["Account Lockout", "off", "Success"],
    ["Special Logon", "off", "No auditing"],
    ["Other Logon/Logoff Events", "unknown", "not read"],
    ["Security State Change", "unknown", "not read"],
  ]);
});

test("a policy that was never read is unknown, not off", () => {
  expect(compareAuditPolicy(null).every((row) => row.verdict === "unknown")).toBe(true);
});
