import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { AUDIT_LINES, findAuditFaults } from "../samba/smb-conf";
import { readSmbStatus } from "../samba/smb-status";
import { bad, type Finding, good, inWords } from "./finding";

const run = promisify(execFile);
const PATIENCE_MS = 10_000;

/** What the agent of a file server needs of it: its list of connections, its audit module, and five lines of smb.conf. */
export async function checkSamba(): Promise<Finding[]> {
  return [await checkList(), await checkModule(), await checkConf()];
}

async function checkList(): Promise<Finding> {
  try {
    const { stdout } = await run("smbstatus", ["--json"], { timeout: PATIENCE_MS, maxBuffer: 67_108_864 });
    const { version, sessions } = readSmbStatus(stdout);
    return good("smbstatus", `Samba ${version}, ${sessions.length} connected`);
  } catch (error) {
    const cure = isMissing(error)
      ? "install Samba 4.17 or newer: apt install samba"
      : "run the doctor as root, and see that smbd runs: systemctl status smbd";
    return bad("smbstatus", firstLine(error), cure);
  }
}

async function checkModule(): Promise<Finding> {
  const cure = "apt install samba-vfs-modules, then systemctl restart smbd";
  try {
    const { stdout } = await run("smbd", ["-b"], { timeout: PATIENCE_MS });
    const folder = /^\s*MODULESDIR:\s*(\S+)\s*$/m.exec(stdout)?.[1];
    if (folder !== undefined && existsSync(path.join(folder, "vfs", "full_audit.so"))) {
      return good("audit module", "full_audit is installed");
    }
    const others = folder !== undefined && existsSync(folder) ? readdirSync(folder).length : 0;
    return bad(
      "audit module",
      `full_audit is not in ${folder ?? "Samba's modules"} (${others} others are)`,
      cure,
    );
  } catch (error) {
    return bad(
      "audit module",
      firstLine(error),
      isMissing(error) ? "apt install samba samba-vfs-modules" : cure,
    );
  }
}

async function checkConf(): Promise<Finding> {
  const lines = AUDIT_LINES.join("; ");
  const cure = `write into [global] of smb.conf: ${lines}; then smbcontrol smbd reload-config`;
  try {
    const { stdout } = await run("testparm", ["-s"], { timeout: PATIENCE_MS, maxBuffer: 16_777_216 });
    const faults = findAuditFaults(stdout);
    if (faults.length === 0) return good("smb.conf", "the opening and closing of every share is audited");
    const words = faults.map(({ what, shares }) => `${what} (${shares.join(", ")})`).join("; ");
    return bad("smb.conf", words, cure);
  } catch (error) {
    return bad(
      "smb.conf",
      firstLine(error),
      isMissing(error) ? "apt install samba" : "testparm says what is wrong with it",
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function firstLine(error: unknown): string {
  if (isMissing(error)) return "Samba is not installed here";
  return inWords(error).split("\n").slice(0, 2).join(" ").trim().slice(0, 300);
}
