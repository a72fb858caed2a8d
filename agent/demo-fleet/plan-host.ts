import { chance } from "./chance";
import type { FleetHost } from "./fleet-host";
import { instantAt, siteNamed, weekday } from "./site";

export type HostStepKind = "shut_down" | "crash" | "boot" | "loses_records" | "keeps_records";

export interface HostStep {
  readonly at: number;
  readonly kind: HostStepKind;
}

/** What is wrong with the fleet, by host. */
export const FLEET_FAULTS = {
  /** For about one hour in five its sessions end without an audit record. */
  losesRecords: "TS-03",
  /** Its operating system says no to every logoff. */
  refuses: "WS-0104",
  /** Its agent stops reporting soon after the start: its rows grow stale. */
  silent: "WS-0216",
  /** Its audit policy is off. */
  notAudited: "WS-0313",
  /** Its clock is late. */
  skewed: { host: "WS-0207", byMs: -38_000 },
} as const;

/** What one machine does on one day of its site: a weekly restart at night, now and then a crash by day. */
export function planHost(seed: number, host: FleetHost, isoDay: string): HostStep[] {
  const random = chance(seed, "host", host.name, isoDay);
  const at = (minuteOfDay: number) => Math.round(instantAt(siteNamed(host.site), isoDay, minuteOfDay));
  // A weekend's sessions outlive it: nobody restarts a machine before Monday.
  const restartDay = chance(seed, "restart", host.name).between(0, 4);
  const steps: HostStep[] = [];
  if (weekday(isoDay) === restartDay) {
    const from = random.between(2 * 60, 4 * 60) + random.next();
    steps.push({ at: at(from), kind: "shut_down" });
    steps.push({ at: at(from + 2 + random.next() * 4), kind: "boot" });
  } else if (random.next() < 0.009) {
    const from = random.between(7 * 60, 19 * 60) + random.next();
    steps.push({ at: at(from), kind: "crash" });
    steps.push({ at: at(from + 3 + random.next() * 9), kind: "boot" });
  }
  if (host.name === FLEET_FAULTS.losesRecords) {
    for (let hour = 0; hour < 24; hour++) {
      if (random.next() >= 0.2) continue;
      steps.push({ at: at(hour * 60), kind: "loses_records" });
      steps.push({ at: at(hour * 60 + 59.9), kind: "keeps_records" });
    }
  }
  return steps.sort((a, b) => a.at - b.at);
}
