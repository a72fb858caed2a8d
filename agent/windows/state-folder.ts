import path from "node:path";

/**
 * Where the agent keeps its key and what was not sent. One folder below ProgramData, not two: everybody may make folders
 * there, so each has to be found private.
 */
export function windowsStateFolder(programData = process.env.ProgramData): string {
  return path.win32.join(programData || "C:\\ProgramData", "Curfew Agent");
}
