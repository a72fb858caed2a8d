import { describe, expect, it } from "vitest";
import { compareAuditPolicy } from "@/lib/domain/audit-baseline";
import { auditPolicySchema } from "@/lib/protocol/messages";
import { guidBytes, readAuditpol, readPolicyInformation, SUBCATEGORIES } from "./audit-policy";

const GUID = (digits: string) => `{0CCE92${digits}-69AE-11D9-BED3-505054503030}`;
const ALL_MET = ["success_and_failure", "success", "failure", "success", "success_and_failure", "success"];

function settingsOf(subcategories: readonly { readonly setting: string }[]): string[] {
  return subcategories.map(({ setting }) => setting);
}

describe("AUDIT_POLICY_INFORMATION", () => {
  function makeRow(digits: string, bits: number): Buffer {
    const guid = guidBytes(GUID(digits).slice(1, -1).toLowerCase());
    const row = Buffer.concat([guid, Buffer.alloc(20, 0xee)]);
    row.writeUInt32LE(bits, 16);
    return row;
  }

  it("is read by GUID, in whatever order it comes", () => {
    const rows = [
      makeRow("1C", 3),
      makeRow("16", 1),
      makeRow("15", 3),
      makeRow("17", 2),
      makeRow("10", 1),
      makeRow("1B", 1),
    ];
    const subcategories = readPolicyInformation(Buffer.concat(rows));
    expect(settingsOf(subcategories)).toEqual(ALL_MET);
    const policy = auditPolicySchema.parse({ source: "AuditQuerySystemPolicy", subcategories });
    expect(compareAuditPolicy(policy).every(({ verdict }) => verdict === "met")).toBe(true);
  });

  it("is none for none and for unchanged, and unknown for what was not told", () => {
    const subcategories = readPolicyInformation(Buffer.concat([makeRow("16", 4), makeRow("17", 0)]));
    expect(settingsOf(subcategories)).toEqual(["unknown", "none", "none", "unknown", "unknown", "unknown"]);
  });

  it("asks for each subcategory by its own GUID", () => {
    expect(guidBytes("0cce9215-69ae-11d9-bed3-505054503030").toString("hex")).toBe(
      "1592ce0cae69d911bed3505054503030",
    );
    expect(new Set(SUBCATEGORIES.map(({ guid }) => guid)).size).toBe(SUBCATEGORIES.length);
  });
});

describe("auditpol", () => {
  const report = (rows: readonly string[]) =>
    [
      "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting",
      "",
      ...rows,
    ].join("\r\n");

  it("is read in English by its words", () => {
    const text = report([
      `TS-01,System,Logon,${GUID("15")},Success and Failure,`,
      `TS-01,System,Logoff,${GUID("16")},Success,`,
      `TS-01,System,Account Lockout,${GUID("17")},Failure,`,
      `TS-01,System,Special Logon,${GUID("1B").toLowerCase()},No Auditing,`,
      `TS-01,System,Process Creation,${GUID("2B")},Success,`,
    ]);
    expect(settingsOf(readAuditpol(text))).toEqual([
      "success_and_failure",
      "success",
      "failure",
      "none",
      "unknown",
      "unknown",
    ]);
  });

  it("is read in any language by the numbers of a backup", () => {
    const text = [
      "Computername,Richtlinienziel,Unterkategorie,Unterkategorie-GUID,Aufnahmeeinstellung,Ausschlusseinstellung,Wert der Einstellung",
      `TS-01,System,Anmelden,${GUID("15")},Erfolg und Fehler,,3`,
      `TS-01,System,Abmelden,${GUID("16")},Erfolg,,1`,
      `TS-01,System,Kontosperrung,${GUID("17")},Fehler,,2`,
      `TS-01,System,"Spezielle Anmeldung",${GUID("1B")},Erfolg,,1`,
      `TS-01,System,"Andere Anmelde-, Abmeldeereignisse",${GUID("1C")},Erfolg und Fehler,,3`,
      `TS-01,System,セキュリティ状態の変更,${GUID("10")},成功,,1`,
    ].join("\n");
    expect(settingsOf(readAuditpol(text))).toEqual(ALL_MET);
  });

  it("does not guess at the words of another language", () => {
    const text = report([`TS-01,Système,Fermer la session,${GUID("16")},Succès,`]);
    expect(settingsOf(readAuditpol(text))[1]).toBe("unknown");
    expect(settingsOf(readAuditpol("0x00000522: a privilege is missing"))).toEqual(
      new Array(6).fill("unknown"),
    );
  });
});
