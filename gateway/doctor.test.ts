import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readIdentity } from "@/agent/agent-state";
import { systemClock } from "@/agent/clock";
import { examine } from "@/agent/doctor/doctor";
import type { Finding } from "@/agent/doctor/finding";
import { enrolAgent } from "@/agent/enrol";
import { placesOf } from "@/agent/install/places";
import { SimulatedHost } from "@/agent/simulated/simulated-host";
import { simulatedPlatform } from "@/agent/simulated/simulated-platform";
import { startTestGateway, type TestGateway } from "./testing/start-test-gateway";

let gateway: TestGateway;
const stateDir = mkdtempSync(path.join(os.tmpdir(), "curfew-doctor-"));
const host = new SimulatedHost({ seed: 3, name: "SIM-DOC", clock: systemClock });
const platform = simulatedPlatform(host);
let agentId = 0;
beforeAll(async () => {
  gateway = await startTestGateway();
  host.boot();
  const serverUrl = `http://127.0.0.1:${gateway.port}`;
  ({ agentId } = await enrolAgent({ platform, stateDir, serverUrl, token: await gateway.token() }));
});
afterAll(async () => {
  await gateway.close();
  rmSync(stateDir, { recursive: true, force: true });
});

async function look(part: { now?: () => number; openPlatform?: () => Promise<typeof platform> } = {}) {
  const options = {
    ...{
      stateDir,
      places: placesOf(null),
      openPlatform: async () => platform,
      now: Date.now,
      hasService: false,
    },
    ...part,
  };
  const findings = await examine(options);
  for (const { state, cure } of findings) expect(cure === undefined).toBe(state === "good");
  return new Map<string, Finding>(findings.map((finding) => [finding.about, finding]));
}

const row = () => gateway.db.prisma.agent.findUniqueOrThrow({ where: { id: agentId } });
const change = (data: { alarm?: string | null; alarmAt?: Date | null; revokedAt?: Date | null }) =>
  gateway.db.prisma.agent.update({ where: { id: agentId }, data });

test("all is well: nothing bad is found, nothing is changed, and no number is taken", async () => {
  const before = await row();
  const found = await look();
  expect([...found.values()].filter(({ state }) => state === "bad")).toEqual([]);
  expect(found.get("standing")?.found).toBe("the gateway knows this key as SIM-DOC");
  expect(found.get("sessions")?.found).toBe("0 sessions are listed");
  await look();
  expect(await row()).toEqual(before);
});

test("a clock that is off is noted, and one that is far off is bad", async () => {
  expect((await look({ now: () => Date.now() + 20_000 })).get("clock")).toMatchObject({
    state: "note",
    found: expect.stringMatching(/^ahead of the gateway by (19|20)\.\d s$/),
  });
  expect((await look({ now: () => Date.now() - 600_000 })).get("clock")).toMatchObject({
    state: "bad",
    found: expect.stringMatching(/^The clock of this host is \d+ s behind/),
  });
});

test("an alarm, a revoked key and a key that the gateway does not know", async () => {
  await change({ alarm: "cloned", alarmAt: new Date() });
  expect((await look()).get("standing")).toMatchObject({
    state: "bad",
    found: expect.stringContaining("cloned"),
  });
  await change({ alarm: null, alarmAt: null, revokedAt: new Date() });
  expect((await look()).get("standing")).toMatchObject({
    state: "bad",
    found: expect.stringContaining("revoked"),
  });
  await change({ revokedAt: null });
  const file = path.join(stateDir, "agent.json");
  const kept = readFileSync(file, "utf8");
  writeFileSync(file, JSON.stringify({ ...readIdentity(stateDir), agentId: 99_999 }));
  expect((await look()).get("standing")?.found).toBe("the gateway does not know this key");
  writeFileSync(file, "{");
  expect((await look()).get("key")).toMatchObject({
    state: "bad",
    found: expect.stringContaining("damaged"),
  });
  writeFileSync(file, kept);
});

test("a key that others may read, another machine's folder, no session manager, no gateway", async () => {
  chmodSync(stateDir, 0o755);
  expect((await look()).get("permissions")?.cure).toContain(`chmod go= ${stateDir}`);
  chmodSync(stateDir, 0o700);
  const other = new SimulatedHost({ seed: 4, name: "SIM-OTHER", clock: systemClock });
  other.boot();
  const elsewhere = await look({ openPlatform: async () => simulatedPlatform(other) });
  expect(elsewhere.get("machine")?.cure).toContain("enrol this host by itself");
  const deaf = await look({ openPlatform: () => Promise.reject(new Error("logind does not answer")) });
  expect(deaf.get("sessions")).toMatchObject({ state: "bad", found: "logind does not answer" });
  const file = path.join(stateDir, "agent.json");
  const kept = readFileSync(file, "utf8");
  writeFileSync(file, JSON.stringify({ ...readIdentity(stateDir), serverUrl: "http://127.0.0.1:1" }));
  expect((await look()).get("gateway")).toMatchObject({
    state: "bad",
    found: "nothing listens at 127.0.0.1:1",
  });
  writeFileSync(file, kept);
});
