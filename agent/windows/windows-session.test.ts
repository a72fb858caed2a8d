import { describe, expect, it } from "vitest";
import { liveSessionSchema } from "@/lib/protocol/messages";
import { CallSlots } from "./call-slots";
import { HintLog } from "./hint-log";
import type { SessionDetails } from "./session-layout";
import { windowsStateFolder } from "./state-folder";
import { isOfSomebody, type SeenSession, toReportedSession } from "./windows-session";

const AT = Date.UTC(2026, 2, 3, 8, 0, 0);
const MACHINE = "9f1c0f3e-0000-4000-8000-1234567890ab";
const SID = "S-1-5-21-1-2-3-1001";

function makeSeen(over: Partial<SessionDetails> = {}, seen: Partial<SeenSession> = {}): SeenSession {
  return {
    station: { sessionId: 2, state: 0, station: "RDP-Tcp#5", userName: "alice", domain: "CORP" },
    details: {
      state: 0,
      isLocked: false,
      loggedOnAt: AT,
      connectedAt: AT + 60_000,
      disconnectedAt: AT + 30_000,
      lastInputAt: AT + 90_000,
      now: AT + 100_000,
      ...over,
    },
    logon: { sid: SID, logonIds: ["0x1000"], isRemote: true, loggedOnAt: AT - 5 },
    logonId: "0x1000",
    clientName: "PC-07",
    clientAddress: "10.0.0.7",
    ...seen,
  };
}

function report(over?: Partial<SessionDetails>, seen?: Partial<SeenSession>) {
  const session = toReportedSession(makeSeen(over, seen), MACHINE);
  return session && liveSessionSchema.parse(session);
}

describe("a session of Windows", () => {
  it("is reported with who, since when, where from and which logon", () => {
    expect(report()).toEqual({
      sessionId: "2",
      logonId: "0x1000",
      kind: "remote",
      state: "active",
      account: { key: SID, domain: "CORP", name: "alice", displayName: "alice" },
      loggedOnAt: AT,
      stateSince: AT + 60_000,
      line: "RDP-Tcp#5",
      clientName: "PC-07",
      clientAddress: "10.0.0.7",
    });
  });

  it("is idle without input for ten minutes, locked, disconnected or closing, each since when that is known", () => {
    const later = AT + 90_000 + 10 * 60_000;
    expect(report({ now: later })).toMatchObject({ state: "idle", stateSince: AT + 90_000 });
    expect(report({ now: later - 1 })).toMatchObject({ state: "active" });
    expect(report({ lastInputAt: null, now: later })).toMatchObject({ state: "active" });
    expect(report({ now: later, isLocked: true })).toMatchObject({ state: "locked", stateSince: null });
    expect(report({ state: 4, isLocked: true })).toMatchObject({
      state: "disconnected",
      stateSince: AT + 30_000,
    });
    for (const state of [7, 8]) expect(report({ state })).toMatchObject({ state: "closing" });
  });

  it("at the console has no client, whatever was left over of one", () => {
    const station = { ...makeSeen().station, station: "Console" };
    expect(report({}, { station })).toMatchObject({ kind: "console", clientName: "", clientAddress: "" });
  });

  it("that nobody is connected to is of the kind that it began as", () => {
    const left = { station: { ...makeSeen().station, station: "" }, clientName: "", clientAddress: "" };
    expect(report({ state: 4 }, left)).toMatchObject({ kind: "remote" });
    const logon = { sid: SID, logonIds: [], isRemote: false, loggedOnAt: null };
    expect(report({ state: 4 }, { ...left, logon })).toMatchObject({ kind: "console" });
  });

  it("takes the time of its logon where Windows gives it none, and is not reported before it has one", () => {
    expect(report({ loggedOnAt: null })?.loggedOnAt).toBe(AT - 5);
    expect(report({ loggedOnAt: null }, { logon: null })).toBeNull();
  });

  it("without a SID is named by this machine alone, so that no fence of a SID fits", () => {
    const key = report({}, { logon: null, logonId: null })?.account.key;
    expect(key).toBe(`name:corp\\alice@${MACHINE}`);
  });

  it("with hostile names stays within what may be reported", () => {
    const station = {
      ...makeSeen().station,
      userName: "𝒜".repeat(400),
      domain: "x".repeat(400),
      station: "y".repeat(90),
    };
    expect(report({}, { station, logon: null, clientName: "z".repeat(400) })).not.toBeNull();
  });

  it("is somebody's only with a name, and never session 0 or a listener", () => {
    const { station } = makeSeen();
    expect(isOfSomebody(station)).toBe(true);
    for (const other of [{ userName: "" }, { sessionId: 0 }, { state: 6 }])
      expect(isOfSomebody({ ...station, ...other })).toBe(false);
  });
});

describe("hints", () => {
  const session = toReportedSession(makeSeen(), MACHINE);

  it("become events with growing numbers, whatever the clock does", () => {
    const log = new HintLog();
    for (const at of [AT, AT, AT - 60_000]) log.add({ source: "WTS", code: 7, sessionId: 2, at }, session);
    const numbers = log.readAfter(0, 10).map(({ recordId }) => recordId);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(3);
    expect(log.readAfter(numbers[1] ?? 0, 10)).toHaveLength(1);
    expect(log.readAfter(0, 2)).toHaveLength(2);
  });

  it("carry the SID of a session only with its number, and under its own name", () => {
    const log = new HintLog();
    const said = (userName: string, sessionId: number | null) =>
      log.add({ source: "SENS", code: 2, userName, sessionId, at: AT }, session);
    said("CORP\\Alice", 2);
    said("CORP\\bob", 2);
    said("alice", null);
    expect(log.readAfter(0, 10).map(({ sid, userName, domainName }) => [sid, userName, domainName])).toEqual([
      [SID, "Alice", "CORP"],
      [null, "bob", "CORP"],
      [null, "alice", null],
    ]);
  });
});

describe("calls", () => {
  it("run so many at a time, in order, and a failing one gives its slot back", async () => {
    const slots = new CallSlots(2);
    const log: string[] = [];
    let running = 0;
    const call = (name: string, fails: boolean) =>
      slots.run(async () => {
        log.push(name);
        running += 1;
        expect(running).toBeLessThanOrEqual(2);
        await Promise.resolve();
        running -= 1;
        if (fails) throw new Error(name);
      });
    const names = ["a", "b", "c", "d", "e"];
    const settled = await Promise.allSettled(names.map((name, i) => call(name, i % 2 === 0)));
    expect(log).toEqual(names);
    expect(settled.map(({ status }) => status[0])).toEqual(["r", "f", "r", "f", "r"]);
  });
});

it("the agent's state is in ProgramData, wherever that is", () => {
  expect(windowsStateFolder("D:\\Data")).toBe("D:\\Data\\Curfew Agent");
  expect(windowsStateFolder("")).toBe("C:\\ProgramData\\Curfew Agent");
});
