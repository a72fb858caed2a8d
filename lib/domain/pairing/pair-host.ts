import type { AuditEvent } from "../audit-event";
import { type BootRun, cutBoots } from "./cut-boots";
import { mergeNetworkLogons } from "./network-logons";
import { pairBoot } from "./pair-boot";
import type { Pairing } from "./pairing";

/** All events of one host, in any order, cut into boots and paired; boot after boot. */
export function pairHost(events: readonly AuditEvent[]): { readonly boots: readonly BootRun[] } & Pairing {
  const boots = cutBoots(events);
  const paired = boots.map((boot, i) => pairBoot(boot, boots[i + 1] ?? null));
  return {
    boots,
    sessions: paired.flatMap((pairing) => pairing.sessions),
    leftovers: paired.flatMap((pairing) => pairing.leftovers),
    networkLogons: mergeNetworkLogons(paired.flatMap((pairing) => pairing.networkLogons)),
  };
}
