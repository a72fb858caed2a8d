import { describe, expect, it } from "vitest";
import type { LogonSession } from "./logon-layout";
import { matchLogon } from "./match-logon";

const AT = Date.UTC(2026, 2, 3, 8, 0, 0);
const ALICE = { sessionId: 3, userName: "alice", domain: "CORP" };

function makeLogon(over: Partial<LogonSession> = {}): LogonSession {
  return {
    logonId: "0x1000",
    logonType: 10,
    sessionId: 3,
    sid: "S-1-5-21-1-2-3-1001",
    userName: "Alice",
    domain: "corp",
    loggedOnAt: AT,
    ...over,
  };
}

describe("the logon behind a session", () => {
  it("is the one of its number and its name, whatever their case", () => {
    const others = [
      makeLogon({ sessionId: 4, logonId: "0x2" }),
      makeLogon({ userName: "bob", sid: "S-1-5-21-1-2-3-1002", logonId: "0x3" }),
    ];
    expect(matchLogon(ALICE, AT, [...others, makeLogon()])).toEqual({
      sid: "S-1-5-21-1-2-3-1001",
      logonIds: ["0x1000"],
      isRemote: true,
      loggedOnAt: AT,
    });
  });

  it("is the one that the session began with, not an unlock, a reconnection or a program's of later", () => {
    const later = [
      makeLogon({ logonType: 7, logonId: "0x2", loggedOnAt: AT + 100 }),
      makeLogon({ logonType: 10, logonId: "0x3", loggedOnAt: AT + 3_600_000 }),
      makeLogon({ logonType: 2, logonId: "0x4", loggedOnAt: AT + 7_200_000 }),
    ];
    expect(matchLogon(ALICE, AT + 5, [...later, makeLogon()])?.logonIds).toEqual(["0x1000"]);
    expect(matchLogon(ALICE, null, [...later, makeLogon()])?.logonIds).toEqual(["0x1000"]);
  });

  it("are both of an administrator's split token, for the token to tell apart", () => {
    const logons = [makeLogon({ logonId: "0xfff" }), makeLogon({ loggedOnAt: AT + 3 })];
    expect(matchLogon(ALICE, AT, logons)?.logonIds).toEqual(["0xfff", "0x1000"]);
  });

  it("prefers the domain that the session names, and takes another spelling of it where nobody else is meant", () => {
    const local = makeLogon({ domain: "TS-01", sid: "S-1-5-21-9-9-9-1001" });
    expect(matchLogon(ALICE, AT, [local, makeLogon()])?.sid).toBe("S-1-5-21-1-2-3-1001");
    expect(matchLogon({ ...ALICE, domain: "corp.example" }, AT, [makeLogon()])?.sid).toBe(
      "S-1-5-21-1-2-3-1001",
    );
  });

  it("is nobody's where a name fits two accounts: no guess", () => {
    const two = [makeLogon({ domain: "A" }), makeLogon({ domain: "B", sid: "S-1-5-21-9-9-9-1001" })];
    expect(matchLogon({ ...ALICE, domain: "C" }, AT, two)).toBeNull();
    expect(matchLogon(ALICE, AT, [])).toBeNull();
  });

  it("names the account although every logon that opens a session is missing", () => {
    expect(matchLogon(ALICE, AT, [makeLogon({ logonType: 7 })])).toMatchObject({
      logonIds: [],
      loggedOnAt: null,
    });
  });
});
