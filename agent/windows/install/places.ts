export const SERVICE_NAME = "curfew-agent";
/** In the state folder. */
export const LOG_FILE = "agent.log";
