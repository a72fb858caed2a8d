import { SimulatedHost } from "../simulated/simulated-host";
import { type FleetAssociate, placesOf } from "./associate";
import { buildMachine, DOMAIN } from "./build-machine";
import { listHosts } from "./fleet-host";
import { accountOf } from "./fleet-member";
import { HostClock } from "./host-clock";
import { linuxAccountKey } from "./linux-machine";
import { makeAssociates } from "./make-associates";

interface DirectoryEntry {
  readonly name: string;
  readonly fullName: string;
  readonly group: string;
  readonly isProtected: boolean;
  readonly accounts: readonly { readonly key: string; readonly domain: string; readonly name: string }[];
}

/** The people of the fleet with their accounts, as `curfew associates import` takes them. */
export function listDirectory(seed: number): DirectoryEntry[] {
  const associates = makeAssociates(seed);
  const sids = domainSids(seed, associates);
  const machineIds = new Map(
    listHosts()
      .filter(({ platform }) => platform === "linux")
      .map((spec) => [spec.name, buildMachine(seed, spec, stoppedClock()).machine.machineId]),
  );
  return associates.map((associate) => {
    const { name, fullName, group, isProtected, rid } = associate;
    const linux = placesOf(associate).flatMap(({ host }) => {
      const machineId = machineIds.get(host);
      return machineId ? [{ key: linuxAccountKey(rid, machineId), domain: "", name }] : [];
    });
    const windows = { key: sids.get(name) ?? "", domain: DOMAIN, name };
    return { name, fullName, group, isProtected, accounts: [windows, ...linux] };
  });
}

/** Any host of the domain knows everybody by the same SID. */
function domainSids(seed: number, associates: readonly FleetAssociate[]): ReadonlyMap<string, string> {
  const clock = stoppedClock();
  const host = new SimulatedHost({ seed, name: "DC-01", clock, domain: DOMAIN, domainSeed: seed });
  host.boot();
  for (const associate of associates) host.logOn(accountOf(associate));
  return new Map(host.sessions().map(({ account }) => [account.name, account.key]));
}

function stoppedClock(): HostClock {
  return new HostClock(0, { now: () => 0, after: () => () => {} });
}
