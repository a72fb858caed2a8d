import dgram from "node:dgram";
import dns from "node:dns";
import http from "node:http";
import net from "node:net";
import type { WouldSend } from "../hook-job";

const MOST = 50;
const LONGEST = 2_000;

/** Closes the network, and keeps what would have been sent; a fetch is answered 204 here. */
export function closeNetwork(wouldSend: WouldSend[]): void {
  const note = (to: string, body = "") => {
    if (wouldSend.length < MOST) {
      wouldSend.push({ to: to.slice(0, LONGEST), body: body.slice(0, LONGEST) });
    }
  };
  const refuse = (what: string) =>
    function refused(...args: unknown[]): never {
      note(`${what} ${addressOf(args)}`);
      throw new Error("A dry run sends nothing.");
    };
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    note(`${request.method} ${request.url}`, await request.text());
    return new Response(null, { status: 204 });
  };
  Object.defineProperty(net.Socket.prototype, "connect", { value: refuse("connect to"), writable: true });
  Object.defineProperty(dgram.Socket.prototype, "send", { value: refuse("send to"), writable: true });
  Object.defineProperty(http.Server.prototype, "listen", { value: refuse("listen on"), writable: true });
  Object.defineProperty(net.Server.prototype, "listen", { value: refuse("listen on"), writable: true });
  for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(resolver)) {
      if (/^(lookup|resolve|reverse)/.test(name)) {
        Object.defineProperty(resolver, name, { value: refuse(name), writable: true });
      }
    }
  }
}

function addressOf(args: readonly unknown[]): string {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) {
    const { host, port, path } = first as { host?: unknown; port?: unknown; path?: unknown };
    return path ? String(path) : `${host ?? "localhost"}:${port}`;
  }
  return typeof second === "string" ? `${second}:${String(first)}` : String(first);
}
