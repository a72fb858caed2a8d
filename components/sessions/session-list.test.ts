import { describe, expect, test } from "vitest";
import type { LiveRow } from "@/lib/domain/live-row";
import { parseSessionQuery } from "@/lib/domain/session-query";
import { parseSessionSort } from "@/lib/domain/session-sort";
import { LINGER_MS, SessionList } from "./session-list";

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

/** Newest first: 9, 5, and 3 on another host. */
const three = () => [make("9"), make("5"), make("3", { hostId: 7 })];
const small = (rows = three(), q = "") =>
  new SessionList(parseSessionQuery(q), parseSessionSort(""), {
    rows,
    before: 0,
    total: rows.length,
    at: NOW,
  });
/** Rows 90 to 81 of 100, newest first, of which the others are not known yet. */
const window = () =>
  new SessionList(parseSessionQuery(""), parseSessionSort(""), {
    rows: Array.from({ length: 10 }, (_, i) => make(String(90 - i))),
    before: 10,
    total: 100,
    at: NOW,
  });
const hundred = Array.from({ length: 100 }, (_, i) => String(100 - i));
const waiting = (list: SessionList) => [...list.waiting.keys()];

describe("a host that tells what is on it", () => {
  test("changes rows where they stand", () => {
    const list = small();
    const { version } = list;
    list.tellHost(host, [make("9", { state: "locked" }), make("5")], NOW);
    expect(list.ids).toEqual(["9", "5", "3"]);
    expect(list.rows.get("9")?.state).toBe("locked");
    expect(list.leaving.size).toBe(0);
    expect(list.version).toBeGreaterThan(version);
  });

  test("what it no longer lists has ended, lingers, and is told only once", () => {
    const list = small();
    list.tellHost(host, [make("5")], NOW);
    list.tellHost(host, [make("5")], NOW + 5_000);
    expect(list.ids).toEqual(["9", "5", "3"]);
    expect(list.leaving.get("9")).toEqual({ kind: "ended", at: NOW });
    list.sweep(NOW + LINGER_MS - 1);
    expect(list.ids).toHaveLength(3);
    list.sweep(NOW + LINGER_MS);
    expect([list.ids, list.rows.has("9"), list.length]).toEqual([["5", "3"], false, 2]);
  });

  test("a row under an order stays until the host says that it is gone, and then names no order", () => {
    const list = small();
    list.tellHost(host, [make("9", { orderId: 12 }), make("5")], NOW);
    list.sweep(NOW + 10 * LINGER_MS);
    expect(list.rows.get("9")?.orderId).toBe(12);
    list.tellHost(host, [make("5")], NOW);
    expect(list.rows.get("9")?.orderId).toBeNull();
  });

  test("what no longer matches is said, then leaves; what matches again stays", () => {
    const list = small([make("9", { state: "idle" }), make("5", { state: "idle" })], "state:idle");
    list.tellHost(host, [make("9"), make("5", { state: "idle" })], NOW);
    expect(list.leaving.get("9")?.kind).toBe("unmatched");
    list.tellHost(host, [make("9", { state: "idle" }), make("5", { state: "idle" })], NOW + 1);
    expect(list.leaving.size).toBe(0);
  });

  test("new rows wait, and are taken in where they belong; one that ended meanwhile is forgotten", async () => {
    const list = small();
    list.tellHost(host, [make("9"), make("5"), make("7"), make("11"), make("8")], NOW);
    expect([list.ids, waiting(list)]).toEqual([
      ["9", "5", "3"],
      ["7", "11", "8"],
    ]);
    list.tellHost(host, [make("9"), make("5"), make("7"), make("11")], NOW + 1);
    expect(list.canTakeIn).toBe(true);
    list.takeIn(null);
    expect([list.ids, waiting(list)]).toEqual([["11", "9", "7", "5", "3"], []]);
  });

  test("where no row stands, a new one is shown at once; one that the filter excludes never waits", () => {
    const list = small([], "state:active");
    list.tellHost(host, [make("5", { state: "idle" })], NOW);
    expect([list.ids, waiting(list)]).toEqual([[], []]);
    list.tellHost(host, [make("5", { state: "idle" }), make("9")], NOW);
    expect(list.ids).toEqual(["9"]);
  });

  test("freshness moves forward alone", () => {
    const list = small();
    list.tellFreshness([[4, NOW]]);
    list.tellFreshness([[4, NOW - 500]]);
    expect(list.reported.get(4)).toBe(NOW);
  });
});

describe("a list of which only a part is known", () => {
  test("knows its length and where the part stands", () => {
    const list = window();
    expect([list.length, list.isWhole, list.placeOf("90"), list.placeOf("1")]).toEqual([100, false, 10, -1]);
    expect([list.idAt(9), list.idAt(10), list.idAt(19), list.idAt(20)]).toEqual([
      undefined,
      "90",
      "81",
      undefined,
    ]);
    expect(list.missing(0, 100, 200)).toEqual([]);
  });

  test("learns every place, and asks for the facts of what comes into sight", () => {
    const list = window();
    list.tellSequence(hundred, NOW);
    expect([list.length, list.before, list.placeOf("90"), list.placeOf("1")]).toEqual([100, 0, 10, 99]);
    expect(list.rows.size).toBe(10);
    expect(list.missing(8, 22, 200)).toEqual(["92", "91", "80", "79"]);
    expect(list.missing(0, 100, 5)).toHaveLength(5);
    list.tellRows(["92", "91"], [make("92")], NOW);
    expect([list.rows.has("92"), list.hasEnded("91")]).toEqual([true, true]);
    expect(list.missing(8, 22, 200)).toEqual(["80", "79"]);
  });

  test("what was told before the sequence was read is in it or over; what came later waits", () => {
    const list = window();
    list.tellHost(host, [make("99"), make("101")], NOW - 5);
    list.tellHost({ ...host, id: 5 }, [make("102", { hostId: 5 })], NOW + 5);
    list.tellSequence(hundred, NOW);
    expect(waiting(list)).toEqual(["102"]);
  });

  test("what a host told after a reading is not undone by it", () => {
    const list = window();
    list.tellSequence(hundred, NOW);
    list.tellHost(host, [make("50", { state: "locked" })], NOW + 10);
    list.tellRows(["50"], [make("50")], NOW);
    expect(list.rows.get("50")?.state).toBe("locked");
  });

  test("a waiting row is put in its place by the server's sequence, and what that no longer has is gone", () => {
    const list = window();
    list.tellSequence(hundred, NOW);
    list.tellHost({ ...host, id: 5 }, [make("101", { hostId: 5 })], NOW + 1);
    expect(list.canTakeIn).toBe(false);
    list.takeIn(["101", ...hundred.slice(0, 50)]);
    expect([list.length, list.idAt(0), list.rows.has("101"), waiting(list)]).toEqual([51, "101", true, []]);
  });
});

describe("read again after a gap", () => {
  test("keeps the order; new rows wait, and what is missing leaves without a claim that it ended", () => {
    const list = small();
    const rows = [make("11"), make("9", { state: "idle" }), make("3", { hostId: 7 })];
    list.tellPage({ rows, before: 0, total: 3, at: NOW });
    expect(list.ids).toEqual(["9", "5", "3"]);
    expect(list.rows.get("9")?.state).toBe("idle");
    expect(list.leaving.get("5")).toEqual({ kind: "unmatched", at: NOW });
    expect(waiting(list)).toEqual(["11"]);
  });

  test("what has ended stays ended", () => {
    const list = small();
    list.tellHost(host, [make("9")], NOW - 1);
    list.tellPage({ rows: [make("9"), make("3", { hostId: 7 })], before: 0, total: 2, at: NOW });
    expect(list.leaving.get("5")).toEqual({ kind: "ended", at: NOW - 1 });
  });

  test("a long list compares its places: new ones wait by their id alone", () => {
    const list = window();
    list.tellSequence(hundred, NOW);
    list.tellSequence(["101", ...hundred.slice(1)], NOW + 1);
    expect([list.length, list.idAt(0), waiting(list), list.canTakeIn]).toEqual([100, "100", ["101"], false]);
    expect(list.leaving.get("100")).toEqual({ kind: "unmatched", at: NOW + 1 });
  });

  test("a page of a long list changes the facts alone", () => {
    const list = window();
    list.tellSequence(hundred, NOW);
    list.tellPage({
      rows: [make("90", { state: "idle" }), make("500")],
      before: 10,
      total: 101,
      at: NOW + 1,
    });
    expect([list.rows.get("90")?.state, list.placeOf("500"), list.length]).toEqual(["idle", -1, 100]);
  });
});
