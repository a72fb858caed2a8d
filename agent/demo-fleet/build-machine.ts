import type { Platform } from "../platform";
import { SimulatedHost } from "../simulated/simulated-host";
import { simulatedPlatform } from "../simulated/simulated-platform";
import { chance } from "./chance";
import type { FleetHost } from "./fleet-host";
import type { HostClock } from "./host-clock";
import { LinuxMachine } from "./linux-machine";
import { linuxPlatform } from "./linux-platform";
import type { Machine } from "./machine";
import { FLEET_FAULTS } from "./plan-host";

/** More than a month of the busiest host. */
const MAX_RECORDS = 20_000;

export const DOMAIN = "CORP";

/** The simulated machine of a host of the fleet; its identity follows from seed and name alone. */
export function buildMachine(
  seed: number,
  spec: FleetHost,
  clock: HostClock,
): { machine: Machine; platform: Platform } {
  const { name, os } = spec;
  const own = {
    name,
    os,
    clock,
    seed: chance(seed, "machine", name).between(1, 2 ** 31),
    maxRecords: MAX_RECORDS,
  };
  if (spec.platform === "linux") {
    const machine = new LinuxMachine(own);
    return { machine, platform: linuxPlatform(machine) };
  }
  const machine = new SimulatedHost({
    ...own,
    domain: DOMAIN,
    domainSeed: seed,
    faults: {
      refuses: name === FLEET_FAULTS.refuses,
      silentAudit: name === FLEET_FAULTS.notAudited,
      skewMs: skewOf(name),
    },
  });
  return { machine, platform: simulatedPlatform(machine) };
}

export function skewOf(hostName: string): number {
  return hostName === FLEET_FAULTS.skewed.host ? FLEET_FAULTS.skewed.byMs : 0;
}
