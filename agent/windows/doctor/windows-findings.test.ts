import { expect, test } from "vitest";
import { AUDIT_BASELINE } from "@/lib/domain/audit-baseline";
import { PRIVATE_SDDL, readRights } from "../install/sddl";
import { logSizeFinding, policyFinding, rightsFinding, serviceFinding } from "./windows-findings";

const SELF = "S-1-5-18";
const FOLDER = "C:\\ProgramData\\Curfew Agent";
const MIB = 1024 * 1024;

test("a service that runs is well; one that stopped, or will not start at a boot, has a cure", () => {
  expect(serviceFinding({ state: 4, pid: 1, startType: 2 })).toMatchObject({ state: "good" });
  expect(serviceFinding({ state: 4, pid: 1, startType: 3 })).toMatchObject({
    state: "note",
    cure: "Set-Service curfew-agent -StartupType Automatic",
  });
  expect(serviceFinding({ state: 1, pid: 0, startType: 2 })).toMatchObject({
    state: "bad",
    found: "curfew-agent is stopped",
  });
  expect(serviceFinding(null)).toMatchObject({ state: "note", found: "no service is installed" });
});

test("a private folder is well; another owner, or others who may enter, are bad", () => {
  const rights = readRights(PRIVATE_SDDL);
  expect(rightsFinding(FOLDER, rights, SELF).state).toBe("good");
  const others = rightsFinding(FOLDER, { owner: "BA", others: ["BU"], inherits: true }, SELF);
  expect(others).toMatchObject({ state: "bad", found: `BU may enter ${FOLDER} too` });
  expect(others.cure).toContain("*S-1-5-32-544:(OI)(CI)F");
  const owned = rightsFinding(FOLDER, { owner: "S-1-5-21-1-2-3-1001", others: [], inherits: false }, SELF);
  expect([owned.state, owned.cure?.startsWith("takeown /A")]).toEqual(["bad", true]);
  expect(rightsFinding(FOLDER, null, SELF).state).toBe("bad");
});

const met = (name: string) => {
  const { success, failure } = AUDIT_BASELINE.find((row) => row.name === name) ?? AUDIT_BASELINE[0];
  return success && failure ? "success_and_failure" : success ? "success" : "failure";
};
const policy = (changes: Record<string, "none" | "success" | "failure">) => ({
  source: "Windows audit policy",
  subcategories: AUDIT_BASELINE.map(({ name }) => ({ name, setting: changes[name] ?? met(name) }) as const),
});

test("the audit policy is held against the baseline, and its cure is in no language", () => {
  expect(policyFinding(policy({}))).toMatchObject({ state: "good" });
  const without = policyFinding(policy({ Logoff: "none" }));
  expect(without).toMatchObject({ state: "bad", found: "Logoff: No auditing, not Success" });
  expect(without.cure).toContain(
    'auditpol /set /subcategory:"{0CCE9216-69AE-11D9-BED3-505054503030}" /success:enable (',
  );
});

test("what costs no proof is noted alone, with every command that is missing", () => {
  const found = policyFinding(policy({ Logon: "success", "Special Logon": "none" }));
  expect(found.state).toBe("note");
  expect(found.cure?.match(/auditpol/g)).toHaveLength(2);
  expect(found.cure).toContain("/success:enable /failure:enable");
});

test("a log that is soon written over is noted", () => {
  expect(logSizeFinding("Security", 20 * MIB)).toMatchObject({
    state: "note",
    cure: "wevtutil sl Security /ms:268435456",
  });
  expect(logSizeFinding("Security", 256 * MIB).state).toBe("good");
  expect(logSizeFinding("System", null)).toMatchObject({ state: "note", cure: "wevtutil gl System" });
});
