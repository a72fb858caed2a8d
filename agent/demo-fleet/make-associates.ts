import type { Random } from "../simulated/random";
import type { FleetAssociate, Pattern, Place } from "./associate";
import { chance, pick } from "./chance";
import { COMMON_TERMINAL, type FleetHost, type HostRole, listHosts } from "./fleet-host";
import { handleOf, NAMES } from "./names";
import { SITES, type Site, type SiteName } from "./site";

const FIRST_RID = 1_104;

const HEADCOUNT: Record<SiteName, number> = { Oslo: 96, Manila: 78, Toronto: 70 };
const SHIFT_WORKERS = 24;

const OFFICE_GROUPS: Record<SiteName, readonly string[]> = {
  Oslo: ["Nordics", "Nordics", "Finance", "Engineering", "Engineering", "Helpdesk", "Customer Care"],
  Manila: ["Customer Care", "Customer Care", "Finance", "Engineering", "Helpdesk"],
  Toronto: ["Customer Care", "Americas", "Americas", "Finance", "Engineering", "Helpdesk"],
};

/** Names that the handbook uses. */
const KNOWN: Record<SiteName, readonly string[]> = {
  Oslo: ["Maryam Okafor", "Ana Novak"],
  Manila: [],
  Toronto: [],
};

const SERVICES: readonly [name: string, fullName: string, host: string][] = [
  ["svc.backup", "Backup service", "TS-08"],
  ["svc.print", "Print service", "TS-02"],
  ["svc.monitor", "Monitoring service", "TS-04"],
  ["svc.scan", "Warehouse scanners", "WS-0118"],
  ["svc.signage", "Lobby signage", "WS-0216"],
  ["svc.fax", "Fax gateway", "TS-06"],
];

/** The 250 people and programs of the fleet. */
export function makeAssociates(seed: number): FleetAssociate[] {
  const people = SITES.flatMap((site) => peopleOf(seed, site));
  const taken = new Set<string>();
  const named = people.map((person, i): FleetAssociate => {
    const name = handleOf(person.fullName, taken);
    taken.add(name);
    return { ...person, name, rid: FIRST_RID + i };
  });
  const services = SERVICES.map(
    ([name, fullName, host], i): FleetAssociate => ({
      name,
      fullName,
      group: "Service accounts",
      site: "Oslo",
      isProtected: true,
      isAdministrator: false,
      rid: FIRST_RID + people.length + i,
      pattern: { kind: "service" },
      isForgetful: false,
      home: { host, kind: "console", clientName: "", clientAddress: "" },
      second: null,
    }),
  );
  return [...named, ...services];
}

type Person = Omit<FleetAssociate, "name" | "rid">;

function peopleOf(seed: number, site: Site): Person[] {
  const hosts = listHosts().filter((host) => host.site === site.name);
  const desks = named(hosts, "desk");
  const shared = named(hosts, "shared");
  const terminals = named(hosts, "terminal");
  const builders = named(hosts, "build");
  const fullNames = makeNames(chance(seed, "names", site.name), site.name);
  return fullNames.map((fullName, i): Person => {
    const random = chance(seed, "person", site.name, i);
    const isLead = site.name === "Oslo" && i === 2;
    const isOnShift = i >= HEADCOUNT[site.name] - SHIFT_WORKERS;
    const isInWarehouse = isOnShift && i % 3 === 0;
    const group = isLead ? "IT" : groupOf(random, site, { i, isOnShift, isInWarehouse });
    const client = clientOf(random, site, i);
    const home = isInWarehouse
      ? atDesk(pick(random, shared))
      : i >= 3 && i - 3 < desks.length && !isOnShift
        ? atDesk(desks[i - 3] ?? COMMON_TERMINAL)
        : fromAfar(random.next() < 0.12 ? COMMON_TERMINAL : pick(random, terminals), client);
    const isBuilder = group === "Engineering" && random.next() < 0.7;
    const second = isBuilder
      ? fromAfar(pick(random, builders), client)
      : !isInWarehouse && home.host !== COMMON_TERMINAL && random.next() < 0.2
        ? fromAfar(COMMON_TERMINAL, client)
        : null;
    return {
      fullName,
      group,
      site: site.name,
      isProtected: isLead,
      isAdministrator: isLead || (group === "Helpdesk" && random.next() < 0.6),
      pattern: isOnShift ? { kind: "shift", rotation: i } : officeHours(random),
      isForgetful: !isInWarehouse && random.next() < (isOnShift ? 0.15 : 0.52),
      home,
      second,
    };
  });
}

function named(hosts: readonly FleetHost[], role: HostRole): string[] {
  return hosts.filter((host) => host.role === role && host.name !== COMMON_TERMINAL).map(({ name }) => name);
}

function atDesk(host: string): Place {
  return { host, kind: "console", clientName: "", clientAddress: "" };
}

function fromAfar(host: string, client: Pick<Place, "clientName" | "clientAddress">): Place {
  return { host, kind: "remote", ...client };
}

function clientOf(random: Random, site: Site, i: number) {
  const isAtHome = random.next() < 0.3;
  const network = isAtHome ? "10.8" : site.network;
  return {
    clientName: `${isAtHome ? "LT" : "TC"}-${random.between(100, 999)}${i % 10}`,
    clientAddress: `${network}.${random.between(1, 12)}.${20 + i}`,
  };
}

function groupOf(
  random: Random,
  site: Site,
  { i, isOnShift, isInWarehouse }: { i: number; isOnShift: boolean; isInWarehouse: boolean },
): string {
  if (isInWarehouse) return "Warehouse";
  if (isOnShift) return i % 4 === 1 ? "Helpdesk" : "Customer Care";
  if (i === 0) return site.name === "Oslo" ? "Helpdesk" : "Customer Care";
  return pick(random, OFFICE_GROUPS[site.name]);
}

function officeHours(random: Random): Pattern {
  const startsAt = random.between(7 * 60 + 10, 9 * 60 + 20);
  const kind = random.next();
  if (kind < 0.1) return { kind: "part_time", startsAt, minutes: 250, weekdays: [0, 1, 2, 3, 4] };
  if (kind < 0.18) {
    const free = random.between(0, 4);
    const weekdays = [0, 1, 2, 3, 4].filter((day) => day !== free && day !== (free + 2) % 5);
    return { kind: "part_time", startsAt, minutes: 480, weekdays };
  }
  return { kind: "office", startsAt, minutes: random.between(460, 540) };
}

function makeNames(random: Random, site: SiteName): string[] {
  const all = new Set(KNOWN[site]);
  const others = SITES.map(({ name }) => name);
  while (all.size < HEADCOUNT[site]) {
    const lastFrom = random.next() < 0.15 ? pick(random, others) : site;
    all.add(`${pick(random, NAMES[site].first)} ${pick(random, NAMES[lastFrom].last).replaceAll("-", " ")}`);
  }
  return [...all];
}
