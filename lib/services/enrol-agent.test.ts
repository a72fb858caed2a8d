import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import type { EnrolRequest } from "@/lib/protocol/messages";
import { enrolText, makeKeyPair, signText } from "@/lib/protocol/signature";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { createEnrolmentToken } from "./create-enrolment-token";
import { enrolAgent } from "./enrol-agent";
import { ENROLMENTS_PER_ADDRESS, enrolFromAddress } from "./enrol-from-address";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const now = new Date("2026-03-01T08:00:00Z");
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const ctx = (at = now) => ({ actor: systemActor("gateway"), now: at, db });

async function makeToken(uses = 1, group = ""): Promise<string> {
  const made = await createEnrolmentToken(
    { actor: systemActor("set-up"), now, db },
    { label: "test", group, uses, expiresInHours: 1 },
  );
  return made.token;
}

function requestFor(token: string, machineId: string): EnrolRequest {
  const { publicKey, privateKey } = makeKeyPair();
  return {
    token,
    publicKey,
    proof: signText(privateKey, enrolText(token, publicKey, machineId)),
    agentVersion: "0.1.0",
    host: { machineId, name: `H-${machineId}`, platform: "linux", isSimulated: false, os: "Debian 12" },
  };
}

test("an agent enrols: a host in the token's group, one use fewer, an entry on the trail", async () => {
  const token = await makeToken(2, "Lab");
  const request = requestFor(token, "m-1");
  const { agentId, hostId } = await enrolAgent(ctx(), request);
  const host = await db.prisma.host.findUniqueOrThrow({ where: { id: hostId }, include: { agents: true } });
  expect(host).toMatchObject({ machineId: "m-1", name: "H-m-1", group: "Lab", reportedAt: null });
  expect(host.agents).toMatchObject([{ id: agentId, publicKey: request.publicKey, revokedAt: null }]);
  const [entry] = await db.prisma.trail.findMany({ where: { subject: `agent:${agentId}` } });
  expect(entry).toMatchObject({ name: "agent.enrol", detail: { hostId, machineId: "m-1" } });
  expect(JSON.stringify(entry?.detail)).not.toContain(token);
  const left = await db.prisma.enrolmentToken.findFirstOrThrow({ where: { group: "Lab" } });
  expect(left.usesLeft).toBe(1);
});

test("a machine that enrols again keeps its host; its agent before is revoked, on the trail", async () => {
  const token = await makeToken(2);
  const first = await enrolAgent(ctx(), requestFor(token, "m-2"));
  const second = await enrolAgent(ctx(later(0.5)), requestFor(token, "m-2"));
  expect(second.hostId).toBe(first.hostId);
  const before = await db.prisma.agent.findUniqueOrThrow({ where: { id: first.agentId } });
  expect(before).toMatchObject({ revokedAt: later(0.5), revokedWhy: "enrolled again" });
  const entries = await db.prisma.trail.findMany({
    where: { subject: `agent:${first.agentId}` },
    orderBy: { seq: "asc" },
  });
  expect(entries.map((entry) => entry.name)).toEqual(["agent.enrol", "agent.supersede"]);
});

test("refused in words: unknown, used up, expired, revoked, and a proof that does not fit", async () => {
  const token = await makeToken(1);
  const refuses = (request: unknown, refusal: object, at = now) =>
    expect(enrolAgent(ctx(at), request)).rejects.toMatchObject(refusal);
  await refuses(requestFor("cf_enrol_nothing", "m-3"), { code: "unauthenticated", field: "token" });
  await refuses(
    requestFor(token, "m-3"),
    { code: "forbidden", message: expect.stringContaining("expired") },
    later(2),
  );
  const stolen = { ...requestFor(token, "m-3"), publicKey: makeKeyPair().publicKey };
  await refuses(stolen, { code: "unauthenticated", field: "proof" });
  const moved = requestFor(token, "m-3");
  await refuses({ ...moved, host: { ...moved.host, machineId: "m-4" } }, { code: "unauthenticated" });
  await refuses(
    { ...moved, host: { ...moved.host, name: "" } },
    { code: "invalid_input", field: "host.name" },
  );
  await enrolAgent(ctx(), moved);
  await refuses(requestFor(token, "m-5"), { code: "conflict", message: expect.stringContaining("used up") });
  const revoked = await makeToken(5);
  await db.prisma.enrolmentToken.updateMany({ data: { revokedAt: now }, where: { usesLeft: 5 } });
  await refuses(requestFor(revoked, "m-5"), {
    code: "forbidden",
    message: expect.stringContaining("revoked"),
  });
  expect(await db.prisma.host.count({ where: { machineId: { in: ["m-4", "m-5"] } } })).toBe(0);
});

test("a key enrols once", async () => {
  const token = await makeToken(3);
  const request = requestFor(token, "m-6");
  await enrolAgent(ctx(), request);
  await expect(enrolAgent(ctx(), request)).rejects.toMatchObject({ code: "conflict", field: "publicKey" });
});

test("only the gateway enrols", async () => {
  const request = requestFor(await makeToken(), "m-7");
  for (const name of ["web", "cli", "set-up"] as const) {
    const other = { ...ctx(), actor: systemActor(name) };
    await expect(enrolAgent(other, request)).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("a hundred at once on a one-use token: one wins", async () => {
  const token = await makeToken(1);
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, (_, i) => enrolAgent(ctx(), requestFor(token, `crowd-${i}`))),
  );
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(await db.prisma.host.count({ where: { machineId: { startsWith: "crowd-" } } })).toBe(1);
});

test("twenty at once on one machine: one agent is left, the others are superseded", async () => {
  const token = await makeToken(20);
  await Promise.all(Array.from({ length: 20 }, () => enrolAgent(ctx(), requestFor(token, "m-8"))));
  const agents = await db.prisma.agent.findMany({ where: { host: { machineId: "m-8" } } });
  expect(agents).toHaveLength(20);
  expect(agents.filter((agent) => agent.revokedAt === null)).toHaveLength(1);
});

/** As if this address had failed so often before. */
const failed = (address: string, attempts: number) =>
  db.prisma.throttle.create({ data: { key: `enrol:${address}`, window: now, attempts } });

test("an address that fails too often is throttled to the attempt, whatever it brings", async () => {
  await failed("192.0.2.1", ENROLMENTS_PER_ADDRESS - 10);
  const attempts = await Promise.allSettled(
    Array.from({ length: 60 }, () =>
      enrolFromAddress(ctx(), "192.0.2.1", requestFor("cf_enrol_guess", "m-9")),
    ),
  );
  const codes = attempts.map((attempt) => attempt.status === "rejected" && attempt.reason.code);
  expect(codes.filter((code) => code === "unauthenticated")).toHaveLength(10);
  expect(codes.filter((code) => code === "forbidden")).toHaveLength(50);
  const good = requestFor(await makeToken(), "m-9");
  await expect(enrolFromAddress(ctx(), "192.0.2.1", good)).rejects.toMatchObject({ code: "forbidden" });
  await expect(enrolFromAddress(ctx(), "192.0.2.2", good)).resolves.toMatchObject({
    hostId: expect.any(Number),
  });
});

test("enrolments that succeed are not held against the address", async () => {
  await failed("192.0.2.3", ENROLMENTS_PER_ADDRESS - 1);
  const token = await makeToken(3);
  for (const machineId of ["site-1", "site-2", "site-3"]) {
    await enrolFromAddress(ctx(), "192.0.2.3", requestFor(token, machineId));
  }
  expect(await db.prisma.host.count({ where: { machineId: { startsWith: "site-" } } })).toBe(3);
});
