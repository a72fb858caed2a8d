import { expect, test } from "vitest";
import { toReportedPolicy } from "@/lib/domain/reported-policy";
import { agentState, readSpool } from "./agent-words";

const now = Date.parse("2026-11-20T14:00:00Z");
const host = {
  agentVersion: "0.1.0",
  enrolledAt: new Date(now),
  revokedAt: null,
  reportedAt: new Date(now - 3_000),
};

test("an agent reports, is silent since a time that is said, is revoked, or is none", () => {
  expect(agentState(host, now, "UTC")).toMatchObject({ kind: "reporting", words: "3 s ago" });
  expect(agentState({ ...host, reportedAt: new Date(now - 120_000) }, now, "UTC")).toMatchObject({
    kind: "silent",
    words: "13:58:00 · 2 min ago",
  });
  expect(agentState({ ...host, reportedAt: null }, now, "UTC").words).toBe("enrolled, never reported");
  expect(agentState({ ...host, revokedAt: new Date(now) }, now, "UTC").words).toBe("revoked Fri 20 Nov");
  expect(agentState({ ...host, enrolledAt: null }, now, "UTC").kind).toBe("none");
});

test("health and policy are read as they come, and nonsense is none", () => {
  expect(readSpool({ spooledEvents: 4, spooledBytes: 90 })).toEqual({
    events: 4,
    bytes: 90,
    heldBack: null,
  });
  expect(readSpool({ spoolEvents: 4 })).toEqual({ events: 4, bytes: 0, heldBack: null });
  const heldBack = { why: "disk", since: 1_000 } as const;
  expect(readSpool({ spooledEvents: 4, heldBack })?.heldBack).toEqual(heldBack);
  for (const nonsense of [null, 4, "disk", {}, { why: "moon", since: 1 }, { why: "disk", since: "x" }])
    expect(readSpool({ spooledEvents: 4, heldBack: nonsense })?.heldBack).toBeNull();
  for (const nonsense of [null, 4, "x", {}, { spooledEvents: "4" }]) expect(readSpool(nonsense)).toBeNull();
  for (const nonsense of [null, 4, "x", {}, { subcategories: 4 }])
    expect(toReportedPolicy(nonsense)).toBeNull();
  expect(
    toReportedPolicy({ subcategories: [null, { name: "Logon" }, { name: "Logoff", setting: "none" }] }),
  ).toEqual({
    source: "",
    subcategories: [{ name: "Logoff", setting: "none" }],
  });
});
