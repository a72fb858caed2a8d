import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AGENT_CONTRACT, type AgentContractHarness } from "@/lib/protocol/agent-contract";
import { auditEventSchema } from "@/lib/protocol/messages";
import { ManualClock } from "../clock";
import { makeContractHarness } from "../testing/contract-harness";
import { SimulatedHost } from "./simulated-host";
import { simulatedPlatform } from "./simulated-platform";

const START = Date.UTC(2026, 2, 3, 8, 0, 0);
const ANNA = { name: "a.berg", displayName: "Anna Berg", isAdministrator: true };

function makeHost(faults = {}) {
  const clock = new ManualClock(START);
  const host = new SimulatedHost({ seed: 7, name: "TS-01", clock, faults });
  host.boot();
  clock.advance(60_000);
  return { clock, host };
}

function eventsOf(host: SimulatedHost) {
  return host.readEvents(null, 10_000).events;
}

function securityIds(host: SimulatedHost) {
  return eventsOf(host)
    .filter((event) => event.log === "Security")
    .map((event) => event.eventId);
}

describe("the agent's contract, simulated", () => {
  const stateDir = mkdtempSync(path.join(tmpdir(), "curfew-contract-"));
  const { clock, host } = makeHost();
  let harness: AgentContractHarness & { close(): void };
  beforeAll(async () => {
    harness = await makeContractHarness({
      platform: simulatedPlatform(host),
      stateDir,
      clock,
      async logOn() {
        host.logOn(ANNA, { clientAddress: "10.0.0.7" });
        return { accountName: ANNA.name };
      },
      async passTime() {
        clock.advance(10);
        await setImmediate();
      },
    });
  });
  afterAll(() => {
    harness.close();
    rmSync(stateDir, { recursive: true });
  });
  it.each(AGENT_CONTRACT.map((check) => [check.name, check] as const))("%s", async (_, check) => {
    await check.run(harness);
  });
});

describe("a simulated host", () => {
  it("writes two linked logons for an administrator and ends the filtered one first", () => {
    const { host, clock } = makeHost();
    const id = host.logOn(ANNA);
    host.logOff(id);
    clock.advance(1_000);
    const events = eventsOf(host);
    const [elevated, filtered] = events.filter((event) => event.eventId === 4624);
    expect(elevated).toMatchObject({ elevated: true, linkedLogonId: filtered?.logonId });
    expect(filtered).toMatchObject({ elevated: false, linkedLogonId: elevated?.logonId });
    expect(elevated?.at).toBe(filtered?.at);
    expect(events.find((event) => event.eventId === 4647)?.logonId).toBe(filtered?.logonId);
    expect(securityIds(host)).toEqual([4608, 4624, 4624, 4647, 4634, 4634]);
    for (const event of events) expect(() => auditEventSchema.parse(event)).not.toThrow();
  });

  it("is the same, event for event, from the same seed", () => {
    const play = () => {
      const { host, clock } = makeHost();
      for (let day = 0; day < 30; day++) {
        const id = host.logOn(ANNA, { clientAddress: "10.0.0.7" });
        clock.advance(3_600_000);
        host.lock(id);
        clock.advance(60_000);
        host.unlock(id);
        host.disconnect(id);
        clock.advance(60_000);
        host.reconnect(id);
        if (day % 7 === 3) host.crash();
        else if (day % 7 === 6) host.shutDown();
        else host.logOff(id);
        clock.advance(80_000_000);
        host.boot();
      }
      return eventsOf(host);
    };
    const events = play();
    expect(events.length).toBeGreaterThan(300);
    expect(play()).toEqual(events);
    const records = events.filter((event) => event.log === "Security").map((event) => event.recordId);
    expect(records).toEqual(records.map((_, index) => index + 1));
  });

  it("says after a power cut only what the next boot can know", () => {
    const { host, clock } = makeHost();
    host.logOn(ANNA);
    clock.advance(1_000);
    host.crash();
    expect(() => host.sessions()).toThrow("TS-01 is switched off");
    clock.advance(5_000);
    host.boot();
    expect(host.sessions()).toEqual([]);
    expect(securityIds(host)).toEqual([4608, 4624, 4624, 4608, 1101]);
    expect(eventsOf(host).find((event) => event.eventId === 6008)?.previousAt).toBe(START + 60_000);
  });

  it("gives the lowest free session id again, under another logon id", () => {
    const { host, clock } = makeHost();
    const first = host.logOn(ANNA);
    const before = host.sessions()[0]?.logonId;
    host.logOff(first);
    clock.advance(1_000);
    expect(host.logOn(ANNA)).toBe(first);
    expect(host.sessions()[0]?.logonId).not.toBe(before);
  });

  it("gives a person one SID on every host of a domain", () => {
    const clock = new ManualClock(START);
    const keys = [1, 2].map((seed) => {
      const host = new SimulatedHost({ seed, name: `H${seed}`, clock, domainSeed: 5 });
      host.boot();
      host.logOn(ANNA);
      return host.sessions()[0]?.account.key;
    });
    expect(keys[0]).toMatch(/^S-1-5-21-\d+-\d+-\d+-\d+$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it("loses logoffs, keeps silent, repeats itself and skews its clock on order", () => {
    const losing = makeHost({ losesLogoffs: true });
    losing.host.logOff(losing.host.logOn(ANNA));
    losing.clock.advance(1_000);
    expect(losing.host.sessions()).toEqual([]);
    expect(securityIds(losing.host)).toEqual([4608, 4624, 4624]);

    const silent = makeHost({ silentAudit: true });
    silent.host.logOff(silent.host.logOn(ANNA));
    expect(securityIds(silent.host)).toEqual([]);

    const twice = makeHost({ answersTwice: true });
    expect(securityIds(twice.host)).toEqual([4608, 4608]);

    const skewed = makeHost({ skewMs: -90_000 });
    skewed.host.logOn(ANNA);
    expect(skewed.host.sessions()[0]?.loggedOnAt).toBe(START + 60_000 - 90_000);
  });

  it("goes on after the records it has kept when its log rolls over", () => {
    const clock = new ManualClock(START);
    const host = new SimulatedHost({ seed: 1, name: "H", clock, maxRecords: 100 });
    host.boot();
    const id = host.logOn(ANNA);
    const { cursor } = host.readEvents(null, 10);
    for (let turn = 0; turn < 500; turn++) {
      host.lock(id);
      host.unlock(id);
    }
    const next = host.readEvents(cursor, 1_000);
    expect(next.events.length).toBeLessThanOrEqual(125);
    expect(next.events.at(-1)?.eventId).toBe(4801);
    expect(host.readEvents(next.cursor, 10)).toEqual({ events: [], cursor: next.cursor });
  });
});
