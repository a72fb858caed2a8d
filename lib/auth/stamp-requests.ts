import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { PEER_HEADER } from "./request-facts";

/**
 * Next hands on whatever X-Forwarded-* a client sends and hides the socket. Here each request is seen before Next sees it:
 * the headers of anyone but a trusted proxy are dropped, and the peer's address is written down.
 */
export function stampRequests(trustedProxies = process.env.CURFEW_TRUSTED_PROXIES ?? ""): void {
  const trusted = readTrustedProxies(trustedProxies);
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    stamp(request, trusted);
  });
}

export function stamp(request: IncomingMessage, trusted: BlockList): void {
  const headers = request.headers;
  const peer = plainAddress(request.socket.remoteAddress ?? "unknown");
  const isTrusted = isListed(trusted, peer);
  headers[PEER_HEADER] = isTrusted ? clientBehind(headers["x-forwarded-for"], trusted, peer) : peer;
  if (!isTrusted) {
    for (const name of Object.keys(headers)) {
      if (name.startsWith("x-forwarded-") || name === "forwarded") delete headers[name];
    }
  }
  // Next's own marks between proxy and page: never a client's to set.
  delete headers["x-nonce"];
}

/** Addresses and networks, separated by commas: `10.0.0.5, 192.168.0.0/24`. */
export function readTrustedProxies(text: string): BlockList {
  const list = new BlockList();
  for (const part of text.split(",").map((item) => item.trim())) {
    const [address = "", bits] = part.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (part === "" || isIP(address) === 0) continue;
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** From the right, the first address that is not a trusted proxy: what is left of it a client could have written. */
function clientBehind(forwarded: string | string[] | undefined, trusted: BlockList, peer: string): string {
  const hops = String(forwarded ?? "")
    .split(",")
    .map((hop) => plainAddress(hop.trim()));
  for (const hop of hops.reverse()) {
    if (isIP(hop) === 0) return peer;
    if (!isListed(trusted, hop)) return hop;
  }
  return peer;
}

function isListed(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
