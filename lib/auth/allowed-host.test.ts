import os from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { isAllowedHost, isOwnOrigin } from "./allowed-host";

afterEach(() => vi.unstubAllEnvs());

test.each([
  "localhost",
  "localhost:3000",
  "LOCALHOST:3000",
  "127.0.0.1:3000",
  "[::1]:3000",
  `${os.hostname()}:80`,
])("%s is this machine", (host) => expect(isAllowedHost(host)).toBe(true));

test("this machine's addresses are its own", () => {
  for (const { address, family } of Object.values(os.networkInterfaces()).flatMap((list) => list ?? [])) {
    const bare = address.split("%")[0];
    expect(isAllowedHost(family === "IPv6" ? `[${bare}]:3000` : `${bare}:3000`)).toBe(true);
  }
});

test.each([
  null,
  "",
  "evil.example",
  "localhost.evil.example",
  "localhost@evil.example",
  "evil.example#localhost",
  "localhost:3000/x",
  "localhost:99999",
  "localhost, evil.example",
  "[::1",
  "169.254.169.254",
])("%s is not", (host) => expect(isAllowedHost(host)).toBe(false));

test("APP_ORIGIN adds one name, with its port", () => {
  vi.stubEnv("APP_ORIGIN", "https://curfew.example");
  expect(isAllowedHost("curfew.example")).toBe(true);
  expect(isAllowedHost("curfew.example:8443")).toBe(false);
  expect(isOwnOrigin("https://curfew.example", "curfew.example")).toBe(true);
  expect(isOwnOrigin("http://curfew.example", "curfew.example")).toBe(false);
});

test.each([
  ["http://localhost:3000", "localhost:3000", true],
  ["http://localhost:3000", "127.0.0.1:3000", false],
  ["http://localhost:3001", "localhost:3000", false],
  ["http://evil.example", "localhost:3000", false],
  ["http://evil.example", "evil.example", false],
  ["http://localhost:3000/", "localhost:3000", false],
  ["http://localhost:3000.evil.example", "localhost:3000", false],
  ["null", "localhost:3000", false],
  [null, "localhost:3000", false],
  ["file://", "localhost", false],
  ["http://localhost:3000", null, false],
])("origin %s at host %s: %s", (origin, host, own) => expect(isOwnOrigin(origin, host)).toBe(own));
