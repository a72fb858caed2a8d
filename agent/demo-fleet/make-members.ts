import path from "node:path";
import type { Clock } from "../clock";
import { placesOf } from "./associate";
import { listHosts } from "./fleet-host";
import { FleetMember } from "./fleet-member";
import type { FleetRecord } from "./fleet-record";
import { makeAssociates } from "./make-associates";
import { OutsideActs } from "./outside-acts";

/** The sixty hosts, each with those who may log on to it, at the origin of their past. */
export function makeMembers({ seed, originAt }: FleetRecord, stateDir: string, wall: Clock): FleetMember[] {
  const associates = makeAssociates(seed);
  return listHosts().map(
    (spec) =>
      new FleetMember({
        seed,
        spec,
        originAt,
        wall,
        associates: associates.filter((associate) =>
          placesOf(associate).some(({ host }) => host === spec.name),
        ),
        acts: new OutsideActs(memberFolder(stateDir, spec.name)),
      }),
  );
}

export function memberFolder(stateDir: string, hostName: string): string {
  return path.join(stateDir, "hosts", hostName);
}
