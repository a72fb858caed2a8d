import path from "node:path";

/** Where the agent keeps its key and what was not sent: `C:\ProgramData\Curfew\agent`. */
export function windowsStateFolder(programData = process.env.ProgramData): string {
  return path.win32.join(programData || "C:\\ProgramData", "Curfew", "agent");
}
