/** Where everything is on a Linux host. */
export const PLACES = {
  folder: "/opt/curfew-agent",
  program: "/opt/curfew-agent/curfew-agent.cjs",
  /** What ran before the last upgrade, until the next. */
  previousProgram: "/opt/curfew-agent/curfew-agent.previous.cjs",
  unit: "/etc/systemd/system/curfew-agent.service",
  previousUnit: "/opt/curfew-agent/curfew-agent.previous.service",
  state: "/var/lib/curfew-agent",
} as const;

export const SERVICE = "curfew-agent";
