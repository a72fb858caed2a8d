import { expect, test } from "vitest";
import { findAuditFaults, AUDIT_LINES as LINES } from "./smb-conf";

const AUDIT_LINES: readonly string[] = LINES;

const conf = (global: readonly string[], ...shares: readonly (readonly [string, readonly string[]])[]) =>
  [["global", global] as const, ...shares]
    .map(([name, lines]) => `[${name}]\n${lines.map((line) => `\t${line}\n`).join("")}`)
    .join("\n\n");

test("the five lines are what it takes, in [global] or in the share itself", () => {
  expect(findAuditFaults(conf(AUDIT_LINES, ["files", ["path = /srv"]]))).toEqual([]);
  expect(findAuditFaults(conf(AUDIT_LINES))).toEqual([]);
  expect(findAuditFaults(conf([], ["files", AUDIT_LINES]))).toEqual([]);
  const louder = AUDIT_LINES.map((line) => line.replace("connect disconnect", "all"));
  expect(findAuditFaults(conf(louder, ["printers", ["vfs objects = "]]))).toEqual([]);
  const among = AUDIT_LINES.map((line) => line.replace("= full_audit", "= acl_xattr, full_audit"));
  expect(findAuditFaults(conf(among))).toEqual([]);
});

test.each([
  ["nothing is there", [], "vfs objects does not name full_audit"],
  [
    "another prefix",
    AUDIT_LINES.toSpliced(1, 1, "full_audit:prefix = %u|%I"),
    "full_audit:prefix is not curfew|%u|%I|%d",
  ],
  [
    "ends are left out",
    AUDIT_LINES.toSpliced(2, 1, "full_audit:success = connect"),
    "full_audit:success lacks disconnect",
  ],
  ["no verb is named", AUDIT_LINES.toSpliced(2, 1), "full_audit:success lacks connect and disconnect"],
  [
    "into a file of its own",
    AUDIT_LINES.toSpliced(4, 1, "full_audit:syslog = No"),
    "full_audit:syslog is off, so nothing comes into the journal",
  ],
])("%s: it is told", (_, lines, what) => {
  expect(findAuditFaults(conf(lines))).toEqual([{ what, shares: ["[global]"] }]);
});

test("a share that names other objects is not audited, and is named", () => {
  const text = conf(
    AUDIT_LINES,
    ["files", []],
    ["media", ["vfs objects = recycle"]],
    ["homes", ["vfs objects = recycle"]],
  );
  expect(findAuditFaults(text)).toEqual([
    { what: "vfs objects does not name full_audit", shares: ["media", "homes"] },
  ]);
});

test("no text is no configuration", () => {
  expect(findAuditFaults("")).toEqual([
    { what: "vfs objects does not name full_audit", shares: ["[global]"] },
  ]);
});
