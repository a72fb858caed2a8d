import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { createToken, listTokens, revokeToken } from "./token";

let db: TestDatabase;
const lines: string[] = [];
beforeAll(async () => {
  db = await makeTestDatabase();
  vi.spyOn(console, "log").mockImplementation((line: string) => lines.push(line));
});
afterEach(() => lines.splice(0));
afterAll(async () => {
  vi.restoreAllMocks();
  await db.drop();
});

const ctx = () => ({ actor: systemActor("cli"), now: new Date(), db });

test("a token is made, listed and revoked; its secret is printed once", async () => {
  await createToken(ctx(), { label: "Collector", scopes: "ingest, read", days: "30", json: true });
  const made = JSON.parse(lines.splice(0)[0] ?? "{}");
  expect(made.token).toMatch(/^cf_api_/);
  await listTokens(ctx(), {});
  expect(lines.splice(0)).toEqual([
    expect.stringMatching(/^\d+ {2}"Collector" {2}auditor {2}ingest,read {2}until .* {2}never used$/),
  ]);
  await revokeToken(ctx(), {}, String(made.tokenId));
  expect(lines.splice(0)).toEqual([`Revoked token ${made.tokenId}: "Collector".`]);
  await listTokens(ctx(), { json: true });
  const listed = lines.splice(0).join("\n");
  expect(JSON.parse(listed)).toMatchObject({ id: made.tokenId, label: "Collector" });
  expect(listed).not.toContain(made.token.slice(7));
});

test("what its orders may hit is given with it", async () => {
  await createToken(ctx(), {
    ...{ label: "Kiosks", scopes: "orders", role: "operator" },
    "only-hosts": "WS-*, TS-0?",
    "only-groups": "Sales",
  });
  expect(await db.prisma.apiToken.findFirst({ where: { label: "Kiosks" } })).toMatchObject({
    scopeHosts: ["WS-*", "TS-0?"],
    scopeGroups: ["Sales"],
  });
  await expect(createToken(ctx(), { label: "x", "only-hosts": "two words" })).rejects.toThrow("A pattern is");
});

test("what is not understood is refused in words", async () => {
  await expect(createToken(ctx(), { label: "x", scopes: "everything" })).rejects.toThrow(
    "Choose from ingest, read, orders, webapi.",
  );
  await expect(createToken(ctx(), {})).rejects.toThrow("Give it a label");
  await expect(revokeToken(ctx(), {}, undefined)).rejects.toMatchObject({ field: "tokenId" });
  await expect(revokeToken(ctx(), {}, "77")).rejects.toThrow("There is no API token 77.");
});
