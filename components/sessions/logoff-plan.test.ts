import { expect, test } from "vitest";
import type { LiveRow } from "@/lib/domain/live-row";
import type { OrderPreview, PreviewedSession } from "@/lib/domain/order-preview";
import { logoffUnits, planLogoff } from "./logoff-plan";

const row = (id: string, part: Partial<LiveRow> = {}): LiveRow => ({
  ...{
    id,
    state: "idle",
    associateId: Number(id),
    associateName: `p${id}`,
    fullName: "",
    accountName: `p${id}`,
  },
  ...{ hostId: 1, hostName: "TS-01", platform: "windows", kind: "remote", line: "", loggedOnAt: 0 },
  ...{
    stateSince: null,
    clientName: "",
    clientAddress: "",
    reportedAt: 0,
    associateGroup: "",
    hostGroup: "",
  },
  ...{ isProtected: false, operatorId: null, orderId: null, ...part },
});
const shown = (group: PreviewedSession["group"], one: LiveRow): PreviewedSession => ({
  ...{ row: one, group, why: group === "excluded" ? "protected" : null, obstacle: null, unseen: null },
});
const preview = (part: Partial<OrderPreview> = {}): OrderPreview => ({
  ...{ hash: "", madeAt: 0, sessions: 3, people: 3, hosts: 2, offlineHosts: 1, unseen: 0, approvalWhy: null },
  counts: { active: 1, offline: 1, excluded: 1, rest: 1 },
  excluded: { protected: 1 },
  byState: { active: 2, idle: 1 },
  rows: [
    shown("active", row("1", { state: "active" })),
    shown("offline", row("2", { state: "active", hostId: 2 })),
    shown("excluded", row("3")),
    shown("rest", row("4")),
  ],
  ...part,
});

test("what is dropped is counted out, and people and hosts with it", () => {
  expect(planLogoff(preview(), new Set())).toMatchObject({ sessions: 3, people: 3, hosts: 2, dropped: 0 });
  expect(planLogoff(preview(), new Set(["2"]))).toMatchObject({
    sessions: 2,
    people: 2,
    hosts: 1,
    dropped: 1,
  });
});

test("where not everyone is listed, people and hosts are told as at most so many once a row is dropped", () => {
  const large = preview({ sessions: 4_212, people: 3_900, hosts: 29 });
  expect(planLogoff(large, new Set())).toMatchObject({ sessions: 4_212, people: 3_900, isAtMost: false });
  expect(planLogoff(large, new Set(["4"]))).toMatchObject({ sessions: 4_211, people: 3_900, isAtMost: true });
});

test("a bar for each in the form of its state; what is offline, dropped or left out is told apart", () => {
  const of = (dropped: string[]) =>
    Object.fromEntries(logoffUnits(preview(), new Set(dropped)).map((unit) => [unit.look, unit.count]));
  expect(of([])).toEqual({ active: 1, idle: 1, locked: 0, disconnected: 0, offline: 1, out: 1 });
  expect(of(["1", "2"])).toEqual({ active: 0, idle: 1, locked: 0, disconnected: 0, offline: 0, out: 3 });
});
