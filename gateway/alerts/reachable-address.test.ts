import { BlockList } from "node:net";
import { expect, test } from "vitest";
import { parseNetworks, reachableAddress } from "./reachable-address";

const nobody = new BlockList();
const resolving = (...addresses: string[]) => ({
  resolve: async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
});

test.each([
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "169.254.169.254",
  "172.31.255.255",
  "192.168.1.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:a9fe:a9fe",
  "::7f00:1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "ff02::1",
])("%s is inside: as an address, and as what a name leads to", async (address) => {
  const literal = address.includes(":") ? `[${address}]` : address;
  await expect(reachableAddress(literal, nobody)).rejects.toThrow("CURFEW_ALERT_NETWORKS");
  await expect(reachableAddress("hook.example", nobody, resolving(address).resolve)).rejects.toThrow(address);
});

test("one inner address among outer ones is enough", async () => {
  const { resolve } = resolving("203.0.113.9", "10.0.0.1");
  await expect(reachableAddress("hook.example", nobody, resolve)).rejects.toThrow("10.0.0.1");
});

test.each(["203.0.113.9", "8.8.8.8", "172.32.0.1", "2606:4700::1111"])("%s is outside", async (address) => {
  const { resolve } = resolving(address);
  expect(await reachableAddress("hook.example", nobody, resolve)).toMatchObject({ address });
});

test("written in numbers of another base, an address is what it is: the URL has made it plain", async () => {
  for (const host of ["0x7f000001", "2130706433", "0177.0.0.1", "127.1"]) {
    const { hostname } = new URL(`http://${host}/`);
    await expect(reachableAddress(hostname, nobody)).rejects.toThrow("127.0.0.1");
  }
});

test("whoever runs Curfew allows networks of their own, and nonsense is refused at the start", async () => {
  const own = parseNetworks("10.1.0.0/16, fd00::/8 127.0.0.1");
  expect(await reachableAddress("10.1.200.3", own)).toEqual({ address: "10.1.200.3", family: 4 });
  expect(await reachableAddress("[fd00::5]", own)).toEqual({ address: "fd00::5", family: 6 });
  await expect(reachableAddress("10.2.0.1", own)).rejects.toThrow("10.2.0.1");
  await expect(reachableAddress("127.0.0.2", own)).rejects.toThrow("127.0.0.2");
  for (const wrong of ["10.1.0.0/33", "example.com", "10.1.0.0/-1", "fd00::/129", "10.1/16"]) {
    expect(() => parseNetworks(wrong)).toThrow("CURFEW_ALERT_NETWORKS");
  }
  expect(() => parseNetworks(undefined)).not.toThrow();
});

test("a name without an address is said to be one", async () => {
  await expect(reachableAddress("hook.example", nobody, async () => [])).rejects.toThrow("has no address");
});
