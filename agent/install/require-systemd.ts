import { existsSync } from "node:fs";

const OLDEST_NODE = [20, 19] as const;
/** The unit sees none of these. */
const HIDDEN = /^\/(home|root|run\/user|tmp|var\/tmp)\//;

/** Said before anything is touched. */
export function requireSystemd(): void {
  if (process.platform !== "linux") {
    throw new Error(`installing as a systemd service needs Linux, this is ${process.platform}`);
  }
  if (process.getuid?.() !== 0) throw new Error("installing needs root: run it again with sudo");
  if (!existsSync("/run/systemd/system")) {
    throw new Error("systemd does not run here: start `curfew-agent run` from the service manager there is");
  }
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Error(
      `Node ${process.versions.node} is too old: the agent needs ${OLDEST_NODE.join(".")} or newer`,
    );
  }
  if (HIDDEN.test(process.execPath)) {
    throw new Error(
      `the service cannot see ${process.execPath}: install Node for the whole machine, and run this with that one`,
    );
  }
}
