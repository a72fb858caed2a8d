import { describe, expect, test } from "vitest";
import type { LiveRow } from "@/lib/domain/live-row";
import { parseSessionQuery } from "@/lib/domain/session-query";
import { parseSessionSort } from "@/lib/domain/session-sort";
import {
  applyFreshness,
  applyHost,
  LINGER_MS,
  type ListScope,
  type LiveList,
  makeLiveList,
  mergePage,
  sweep,
  takeIn,
} from "./live-list";

const NOW = 1_000_000_000;
const host = { id: 4, name: "TS-04", reportedAt: NOW };

const make = (id: string, change: Partial<LiveRow> = {}): LiveRow => ({
  id,
  state: "active",
  associateId: 1,
  associateName: `p.${id}`,
  fullName: "",
  accountName: `CORP\\p.${id}`,
  hostId: 4,
  hostName: "TS-04",
  platform: "windows",
  kind: "remote",
  line: id,
  loggedOnAt: NOW - 1_000_000 + Number(id) * 1_000,
  stateSince: null,
  clientName: "",
  clientAddress: "",
  reportedAt: NOW - 1_000,
  associateGroup: "",
  hostGroup: "",
  isProtected: false,
  operatorId: null,
  orderId: null,
  ...change,
});

const scope = (q = "", change: Partial<ListScope> = {}): ListScope => ({
  query: parseSessionQuery(q),
  sort: parseSessionSort(""),
  isFirstPage: true,
  isLastPage: true,
  ...change,
});
const ids = (list: LiveList) => list.rows.map(({ row }) => row.id);
const waiting = (list: LiveList) => list.waiting.map((row) => row.id);

/** Newest first: 9, 5, and 3 on another host. */
const start = makeLiveList([make("9"), make("5"), make("3", { hostId: 7 })]);

test("where no row stands, a new one is shown at once", () => {
  const empty = makeLiveList([]);
  const told = applyHost(empty, host, [make("9"), make("5")], scope(), NOW);
  expect([ids(told), waiting(told)]).toEqual([["9", "5"], []]);
  const read = mergePage(empty, [make("5")], scope(), NOW);
  expect([ids(read), waiting(read)]).toEqual([["5"], []]);
});

describe("applyHost", () => {
  test("changes rows where they stand", () => {
    const list = applyHost(start, host, [make("9", { state: "locked" }), make("5")], scope(), NOW);
    expect(ids(list)).toEqual(["9", "5", "3"]);
    expect(list.rows[0]?.row.state).toBe("locked");
    expect(list.rows.every(({ leaving }) => leaving === null)).toBe(true);
  });

  test("what the host no longer lists has ended, and lingers", () => {
    const list = applyHost(start, host, [make("5")], scope(), NOW);
    expect(ids(list)).toEqual(["9", "5", "3"]);
    expect(list.rows[0]?.leaving).toEqual({ kind: "ended", at: NOW });
    expect(ids(sweep(list, NOW + LINGER_MS - 1))).toEqual(["9", "5", "3"]);
    expect(ids(sweep(list, NOW + LINGER_MS))).toEqual(["5", "3"]);
  });

  test("telling the end again does not lengthen the lingering", () => {
    const once = applyHost(start, host, [make("5")], scope(), NOW);
    const twice = applyHost(once, host, [make("5")], scope(), NOW + 5_000);
    expect(twice.rows[0]?.leaving).toEqual({ kind: "ended", at: NOW });
  });

  test("a row under an order stays until the host says it is gone", () => {
    const ordered = applyHost(start, host, [make("9", { orderId: 12 }), make("5")], scope(), NOW);
    expect(sweep(ordered, NOW + 10 * LINGER_MS)).toBe(ordered);
    expect(ordered.rows[0]).toMatchObject({ row: { orderId: 12 }, leaving: null });
  });

  test("what no longer matches the filter is said, then leaves; what matches again stays", () => {
    const idle = makeLiveList([make("9", { state: "idle" }), make("5", { state: "idle" })]);
    const s = scope("state:idle");
    const changed = applyHost(idle, host, [make("9"), make("5", { state: "idle" })], s, NOW);
    expect(changed.rows[0]?.leaving?.kind).toBe("unmatched");
    const back = applyHost(
      changed,
      host,
      [make("9", { state: "idle" }), make("5", { state: "idle" })],
      s,
      NOW + 1,
    );
    expect(back.rows[0]?.leaving).toBeNull();
  });

  test("new rows wait, and are taken in where they belong", () => {
    const told = [make("9"), make("5"), make("7"), make("11")];
    const list = applyHost(start, host, told, scope(), NOW);
    expect(ids(list)).toEqual(["9", "5", "3"]);
    expect(waiting(list)).toEqual(["7", "11"]);
    expect(waiting(applyHost(list, host, told, scope(), NOW))).toEqual(["7", "11"]);
    const taken = takeIn(list, scope());
    expect(ids(taken)).toEqual(["11", "9", "7", "5", "3"]);
    expect(waiting(taken)).toEqual([]);
  });

  test("a waiting row that ended before it was shown is forgotten", () => {
    const list = applyHost(start, host, [make("9"), make("5"), make("7")], scope(), NOW);
    expect(waiting(applyHost(list, host, [make("9"), make("5")], scope(), NOW))).toEqual([]);
  });

  test("rows that the filter excludes or that stand on another page do not wait", () => {
    const told = [make("9"), make("5"), make("2"), make("7", { state: "idle" })];
    expect(waiting(applyHost(start, host, told, scope("state:active", { isLastPage: false }), NOW))).toEqual(
      [],
    );
    const second = scope("", { isFirstPage: false });
    expect(
      waiting(applyHost(start, host, [make("11"), make("9"), make("5"), make("2")], second, NOW)),
    ).toEqual(["2"]);
  });
});

test("freshness moves forward alone, and nothing new is the same list", () => {
  const list = applyFreshness(start, new Map([[4, NOW]]));
  expect(list.rows.map(({ row }) => row.reportedAt)).toEqual([NOW, NOW, NOW - 1_000]);
  expect(applyFreshness(list, new Map([[4, NOW - 500]]))).toBe(list);
});

describe("a page that is read again", () => {
  const page = [make("11"), make("9", { state: "idle" }), make("3", { hostId: 7 })];

  test("keeps the order; new rows wait, and what is missing leaves without a claim that it ended", () => {
    const list = mergePage(start, page, scope(), NOW);
    expect(ids(list)).toEqual(["9", "5", "3"]);
    expect(list.rows[0]?.row.state).toBe("idle");
    expect(list.rows[1]?.leaving).toEqual({ kind: "unmatched", at: NOW });
    expect(waiting(list)).toEqual(["11"]);
  });

  test("what was pushed to the next page stays where it is", () => {
    const list = mergePage(start, [make("11"), make("9"), make("5")], scope("", { isLastPage: false }), NOW);
    expect(list.rows.map(({ leaving }) => leaving)).toEqual([null, null, null]);
  });

  test("what has ended stays ended", () => {
    const ended = applyHost(start, host, [make("9")], scope(), NOW - 1);
    expect(mergePage(ended, page, scope(), NOW).rows[1]?.leaving).toEqual({ kind: "ended", at: NOW - 1 });
  });
});
