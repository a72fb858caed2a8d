import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { PEER_HEADER } from "./request-facts";
import { readTrustedProxies, stamp } from "./stamp-requests";

function stamped(peer: string, headers: Record<string, string>, proxies = ""): Record<string, unknown> {
  const request = { headers: { ...headers }, socket: { remoteAddress: peer } } as unknown as IncomingMessage;
  stamp(request, readTrustedProxies(proxies));
  return request.headers;
}

test("whatever a client says of itself is dropped", () => {
  const spoofed = {
    "x-forwarded-for": "1.2.3.4",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    forwarded: "for=1.2.3.4",
    [PEER_HEADER]: "1.2.3.4",
    accept: "*/*",
  };
  expect(stamped("10.0.0.7", spoofed)).toEqual({ accept: "*/*", [PEER_HEADER]: "10.0.0.7" });
});

test("a trusted proxy is believed, but not what its client wrote before it", () => {
  const headers = { "x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.0.0.5", "x-forwarded-proto": "https" };
  const seen = stamped("::ffff:10.0.0.5", headers, "10.0.0.0/24, junk");
  expect(seen).toMatchObject({ [PEER_HEADER]: "203.0.113.9", "x-forwarded-proto": "https" });
});

test.each(["", "not an address", "1.2.3.4, unknown"])(
  "a proxy that says “%s” counts as itself",
  (forwarded) => {
    expect(stamped("10.0.0.5", { "x-forwarded-for": forwarded }, "10.0.0.5")).toMatchObject({
      [PEER_HEADER]: "10.0.0.5",
    });
  },
);
