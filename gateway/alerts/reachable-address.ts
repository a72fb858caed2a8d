import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Networks in which this machine, its neighbours and its hoster's services live: nobody's webhook is there. */
const INNER = {
  ipv4: [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["224.0.0.0", 3],
  ],
  ipv6: [
    // What stands for an IPv4 address in other clothes: mapped, compatible (and ::1), NAT64, Teredo, 6to4.
    ["::ffff:0:0", 96],
    ["::", 96],
    ["64:ff9b::", 96],
    ["64:ff9b:1::", 48],
    ["2001::", 32],
    ["2002::", 16],
    ["fc00::", 7],
    ["fe80::", 10],
    ["fec0::", 10],
    ["ff00::", 8],
  ],
} as const;

type Family = keyof typeof INNER;
/** A list each: in one, the rule for mapped addresses would hold for every IPv4 address. */
const inner = { ipv4: innerNetworks("ipv4"), ipv6: innerNetworks("ipv6") };

function innerNetworks(family: Family): BlockList {
  const networks = new BlockList();
  for (const [net, prefix] of INNER[family]) networks.addSubnet(net, prefix, family);
  return networks;
}

/** `CURFEW_ALERT_NETWORKS`: networks of one's own to which webhooks may go, as `10.1.0.0/16, fd00::/8`. */
export function parseNetworks(text: string | undefined): BlockList {
  const networks = new BlockList();
  for (const part of (text ?? "").split(/[\s,]+/).filter((one) => one !== "")) {
    const [address = "", prefix] = part.split("/");
    const version = isIP(address);
    const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix);
    if (version === 0 || !Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128)) {
      throw new Error(`CURFEW_ALERT_NETWORKS: ${part} is no network; write it as 10.1.0.0/16.`);
    }
    networks.addSubnet(address, bits, version === 4 ? "ipv4" : "ipv6");
  }
  return networks;
}

export interface ReachableAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>;
const resolveAll: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** The one address to connect to, looked up once and judged; whoever connects must use this one and ask nobody again. */
export async function reachableAddress(
  host: string,
  allowed: BlockList,
  resolve: Resolve = resolveAll,
): Promise<ReachableAddress> {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  const found = isIP(bare) === 0 ? await resolve(bare) : [{ address: bare, family: isIP(bare) }];
  const [first] = found;
  if (!first) throw new Error(`${bare} has no address.`);
  for (const { address, family } of found) {
    const type = family === 4 ? "ipv4" : "ipv6";
    if (inner[type].check(address, type) && !allowed.check(address, type)) {
      throw new Error(
        `${bare} leads to ${address}, an address inside this network. Whoever runs Curfew can allow it in CURFEW_ALERT_NETWORKS.`,
      );
    }
  }
  return { address: first.address, family: first.family === 4 ? 4 : 6 };
}
