import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { ManualClock } from "../clock";
import type { FleetMember } from "./fleet-member";
import { listDirectory } from "./list-directory";
import { makeMembers } from "./make-members";
import { FLEET_FAULTS } from "./plan-host";

const SEED = 7;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Saturday. */
const ORIGIN = Date.UTC(2026, 9, 17);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "demo-fleet-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fleet = (wall = new ManualClock(ORIGIN)) => makeMembers({ seed: SEED, originAt: ORIGIN }, folder, wall);

const named = (members: readonly FleetMember[], name: string) => {
  const member = members.find(({ spec }) => spec.name === name);
  if (!member) throw new Error(`no ${name}`);
  return member;
};
const sessionsOf = ({ machine }: FleetMember) => (machine.isOn ? machine.sessions() : []);

async function eventsOf({ platform }: FleetMember): Promise<ReportedEvent[]> {
  return (await platform.readEvents(null, 100_000)).events;
}

describe("the fleet", () => {
  test("somebody is on at every hour, in all states, and fewer at the weekend", () => {
    const members = fleet();
    const counts: { isWeekend: boolean; on: number }[] = [];
    const states = new Map<string, number>();
    for (let at = ORIGIN + 4 * DAY; at < ORIGIN + 18 * DAY; at += 2 * HOUR) {
      for (const member of members) member.catchUp(at);
      const sessions = members.flatMap(sessionsOf);
      for (const { state } of sessions) states.set(state, (states.get(state) ?? 0) + 1);
      counts.push({ isWeekend: [0, 6].includes(new Date(at).getUTCDay()), on: sessions.length });
    }
    const mean = (isWeekend: boolean) => {
      const some = counts.filter((count) => count.isWeekend === isWeekend);
      return some.reduce((sum, { on }) => sum + on, 0) / some.length;
    };
    expect(Math.min(...counts.map(({ on }) => on))).toBeGreaterThanOrEqual(70);
    expect(Math.max(...counts.map(({ on }) => on))).toBeLessThanOrEqual(190);
    expect(mean(true)).toBeLessThan(mean(false));
    const all = [...states.values()].reduce((a, b) => a + b);
    for (const state of ["active", "idle", "locked", "disconnected"])
      expect((states.get(state) ?? 0) / all).toBeGreaterThan(0.03);
  });

  test("a month is told in 60 to 90 thousand events, with restarts, crashes and both kinds of logoff", async () => {
    const members = fleet();
    const kinds = new Map<number, number>();
    let total = 0;
    for (const member of members) {
      member.catchUp(ORIGIN + 31 * DAY);
      const events = await eventsOf(member);
      total += events.length;
      for (const { eventId } of events) kinds.set(eventId, (kinds.get(eventId) ?? 0) + 1);
      expect(events.every(({ at }) => at >= ORIGIN - HOUR && at <= ORIGIN + 31 * DAY)).toBe(true);
    }
    expect(total).toBeGreaterThan(60_000);
    expect(total).toBeLessThan(95_000);
    for (const id of [4624, 4647, 4634, 4778, 4779, 4800, 4801, 1074, 1100, 6008])
      expect(kinds.get(id) ?? 0).toBeGreaterThan(3);
  });

  test("every account that a host reports is in the directory", () => {
    const keys = new Map(
      listDirectory(SEED).flatMap(({ name, accounts }) => accounts.map(({ key }) => [key, name])),
    );
    const members = fleet();
    const strangers: string[] = [];
    const platforms = new Set<string>();
    for (let at = ORIGIN + 5 * DAY; at < ORIGIN + 6 * DAY; at += 3 * HOUR) {
      for (const member of members) {
        member.catchUp(at);
        for (const { account } of sessionsOf(member)) {
          platforms.add(member.spec.platform);
          if (keys.get(account.key) !== account.name) strangers.push(`${account.key} ${account.name}`);
        }
      }
    }
    expect(strangers).toEqual([]);
    expect([...platforms].sort()).toEqual(["linux", "windows"]);
  });

  test("some hosts are at fault", async () => {
    const members = fleet();
    const until = ORIGIN + 14 * DAY;
    for (const member of members) member.catchUp(until);
    const count = async (name: string, id: number) =>
      (await eventsOf(named(members, name))).filter(({ eventId }) => eventId === id).length;

    const { losesRecords, notAudited, skewed } = FLEET_FAULTS;
    const lost = (await count(losesRecords, 21)) - (await count(losesRecords, 23));
    const usual = (await count("TS-01", 21)) - (await count("TS-01", 23));
    expect(lost).toBeGreaterThan(usual + 5);
    expect((await eventsOf(named(members, notAudited))).filter(({ log }) => log === "Security")).toEqual([]);
    expect((await eventsOf(named(members, skewed.host)))[0]?.at).toBeLessThan(ORIGIN + 9 * 60_000);
  });
});

describe("a member", () => {
  test("lives the same past at once, hour by hour, or with the wall clock", async () => {
    const until = ORIGIN + 10 * DAY;
    const atOnce = named(fleet(), "TS-01");
    atOnce.catchUp(until);
    const hourly = named(fleet(), "TS-01");
    for (let at = ORIGIN; at <= until; at += HOUR) hourly.catchUp(at);
    const wall = new ManualClock(ORIGIN + 9 * DAY);
    const live = named(fleet(wall), "TS-01");
    live.goLive();
    wall.advanceTo(until);
    live.stop();

    const events = await eventsOf(atOnce);
    expect(events.length).toBeGreaterThan(1_000);
    expect(await eventsOf(hourly)).toEqual(events);
    expect(await eventsOf(live)).toEqual(events);
    expect(sessionsOf(live)).toEqual(sessionsOf(atOnce));
  });

  test("a forced logoff is remembered: a restart leads to the same present", async () => {
    const start = ORIGIN + 5 * DAY + 9 * HOUR;
    const wall = new ManualClock(start + 0.4);
    const before = named(fleet(wall), "TS-01");
    before.goLive();
    const session = sessionsOf(before).find(({ state }) => state === "active");
    if (!session) throw new Error("nobody is on");
    const fence = {
      machineId: before.machine.machineId,
      bootId: (await before.platform.boot()).id,
      sessionId: session.sessionId,
      loggedOnAt: session.loggedOnAt,
      accountKey: session.account.key,
    };
    expect(await before.platform.logOff(fence, "ask")).toEqual({ kind: "done", detail: "" });
    expect((await before.platform.logOff({ ...fence, loggedOnAt: 1 }, "ask")).kind).toBe("refused");
    wall.advance(200);
    expect(sessionsOf(before)).not.toContainEqual(expect.objectContaining({ loggedOnAt: fence.loggedOnAt }));
    const mine = (await eventsOf(before)).filter(({ logonId }) => logonId === session.logonId);
    expect(mine.map(({ eventId }) => eventId)).toEqual(expect.arrayContaining([4647, 4634]));
    before.fidget(sessionsOf(before)[0]?.sessionId ?? "");
    wall.advance(6 * HOUR);
    before.stop();

    const after = named(fleet(wall), "TS-01");
    after.goLive();
    after.stop();
    expect(await eventsOf(after)).toEqual(await eventsOf(before));
    const seats = (member: FleetMember) =>
      sessionsOf(member).map(({ sessionId, loggedOnAt, account }) => ({ sessionId, loggedOnAt, account }));
    expect(seats(after)).toEqual(seats(before));
  });

  test("a refusing host keeps its sessions and nothing is remembered", async () => {
    const start = ORIGIN + 5 * DAY + 9 * HOUR;
    const member = named(fleet(new ManualClock(start)), FLEET_FAULTS.refuses);
    member.goLive();
    const [session] = sessionsOf(member);
    if (!session) throw new Error("nobody is on");
    const answer = await member.platform.logOff(
      {
        machineId: member.machine.machineId,
        bootId: (await member.platform.boot()).id,
        sessionId: session.sessionId,
        loggedOnAt: session.loggedOnAt,
        accountKey: session.account.key,
      },
      "ask",
    );
    member.stop();
    expect(answer.kind).toBe("refused");
    expect(sessionsOf(member)).toContainEqual(session);
  });
});
