import { expect, test } from "vitest";
import { makeApiToken, sentApiToken } from "./api-token";

const { token } = makeApiToken();
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("a token is found wherever a shipper can put it", () => {
  for (const header of [
    `Bearer ${token}`,
    `bearer  ${token} `,
    `ApiKey ${token}`,
    `ApiKey ${base64(`7:${token}`)}`,
    `Basic ${base64(`elastic:${token}`)}`,
    `Basic ${base64(`${token}:`)}`,
  ]) {
    expect(sentApiToken(header), header).toBe(token);
  }
});

test("anything else is no token", () => {
  for (const header of [
    undefined,
    "",
    token,
    `Digest ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token} ${token}`,
    `Basic ${token}`,
    `Basic ${base64(`elastic:x${token}`)}`,
    "Basic !!!",
    `ApiKey ${"A".repeat(2_000)}`,
    ["Bearer", token],
  ]) {
    expect(sentApiToken(header), String(header)).toBeNull();
  }
});
