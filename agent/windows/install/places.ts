import path from "node:path";

export const SERVICE_NAME = "curfew-agent";
/** Below Program Files: what the installer puts there. */
export const PROGRAM_FOLDER = "Curfew Agent";
export const LOG_FILE = "agent.log";

/** The folder of the key, the spool, the journal and the log. */
export function windowsStateDir(env: NodeJS.ProcessEnv = process.env): string {
  return path.win32.join(env.ProgramData ?? "C:\\ProgramData", "curfew-agent");
}
