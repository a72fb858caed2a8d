import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LiveMessage } from "@/lib/domain/live-row";
import type { Notice } from "@/lib/storage/notifications";
import { FLUSH_MS, FRESH_MS, LINGER_MS, type LiveSources, makeLiveFeed, RECENT_MS } from "./live-feed";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeFeed() {
  const reads: number[][] = [];
  let notice: (notice: Notice) => void = () => {};
  let gap: () => void = () => {};
  let lose: () => void = () => {};
  let isAway = false;
  let listeners = 0;
  const sources: LiveSources = {
    listen(onNotice, onGap, onLost) {
      notice = onNotice;
      gap = onGap;
      lose = onLost;
      listeners++;
      onGap();
      return {
        async close() {
          listeners--;
        },
      };
    },
    async readHosts(hostIds) {
      if (isAway) throw new Error("the database is away");
      reads.push([...hostIds]);
      return hostIds.map((id) => ({ host: { id, name: `TS-${id}`, reportedAt: 0 }, rows: [] }));
    },
    async readFreshness() {
      return { hosts: [[4, 1] as const], freshHosts: 1, allHosts: 2 };
    },
    now: () => Date.now(),
  };
  const feed = makeLiveFeed(sources);
  const join = (operatorId = 1) => {
    const got: LiveMessage[] = [];
    const rechecks = { count: 0 };
    const leave = feed.subscribe({
      operatorId,
      send: (bytes) => got.push(JSON.parse(new TextDecoder().decode(bytes).replace(/^data: /, ""))),
      recheck: () => rechecks.count++,
    });
    return { got, rechecks, leave };
  };
  return {
    reads,
    join,
    notice: (told: Notice) => notice(told),
    gap: () => gap(),
    lose: () => lose(),
    listeners: () => listeners,
    setAway: (away: boolean) => {
      isAway = away;
    },
  };
}

const kinds = (got: readonly LiveMessage[]) => got.map((message) => message.kind);

describe("the live feed", () => {
  test("reads a changed host once and tells everyone", async () => {
    const feed = makeFeed();
    const [a, b] = [feed.join(), feed.join()];
    await vi.advanceTimersByTimeAsync(0);
    feed.notice({ kind: "sessions", hostIds: [4] });
    await vi.advanceTimersByTimeAsync(1);
    expect(feed.reads).toEqual([[4]]);
    for (const { got } of [a, b]) {
      expect(got.filter((message) => message.kind === "sessions")).toMatchObject([
        { host: { name: "TS-4" } },
      ]);
    }
  });

  test("a storm of notices is at most five reads a second, and the last change is told", async () => {
    const feed = makeFeed();
    const { got } = feed.join();
    for (let i = 0; i < 1_050; i++) {
      feed.notice({ kind: "sessions", hostIds: [4] });
      feed.notice({ kind: "sessions", hostIds: [5] });
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(feed.reads.length).toBe(6);
    const before = feed.reads.length;
    await vi.advanceTimersByTimeAsync(FLUSH_MS);
    expect(feed.reads.length).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(FLUSH_MS * 10);
    expect(feed.reads.length).toBe(before + 1);
    expect(kinds(got).filter((kind) => kind === "sessions").length).toBe(feed.reads.flat().length);
  });

  test("an order is passed on, and the rows it means are read again", async () => {
    const feed = makeFeed();
    const { got } = feed.join();
    feed.notice({ kind: "orders", orderIds: [12], hostIds: [4, 5] });
    await vi.advanceTimersByTimeAsync(1);
    expect(feed.reads).toEqual([[4, 5]]);
    expect(kinds(got)).toEqual(expect.arrayContaining(["orders", "sessions", "sessions"]));
  });

  test("other notices are passed on as they are; sign-ins are nobody else's business", async () => {
    const feed = makeFeed();
    const [mine, other] = [feed.join(1), feed.join(2)];
    await vi.advanceTimersByTimeAsync(0);
    mine.got.length = 0;
    mine.rechecks.count = other.rechecks.count = 0;
    feed.notice({ kind: "trail" });
    feed.notice({ kind: "history", hostId: 4 });
    feed.notice({ kind: "sign-in", operatorId: 1 });
    expect(mine.got).toEqual([{ kind: "trail" }, { kind: "history", hostId: 4 }]);
    expect([mine.rechecks.count, other.rechecks.count]).toEqual([1, 0]);
  });

  test("while the database is away nothing is lost", async () => {
    const feed = makeFeed();
    feed.join();
    feed.setAway(true);
    feed.notice({ kind: "sessions", hostIds: [4] });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(feed.reads).toEqual([]);
    feed.setAway(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(feed.reads).toEqual([[4]]);
  });

  test("every connection of the listener tells of a gap: nobody listened before it", async () => {
    const feed = makeFeed();
    const { got } = feed.join();
    expect(kinds(got)).toEqual(["gap"]);
    feed.gap();
    expect(kinds(got).filter((kind) => kind === "gap")).toHaveLength(2);
  });

  test("when nothing is heard any more, every stream asks at once whether it may go on", async () => {
    const feed = makeFeed();
    const [a, b] = [feed.join(1), feed.join(2)];
    a.rechecks.count = b.rechecks.count = 0;
    feed.lose();
    expect([a.rechecks.count, b.rechecks.count]).toEqual([1, 1]);
    expect(kinds(a.got).filter((kind) => kind === "gap")).toHaveLength(1);
  });

  test("a revocation may have been told in a gap: every permission is looked at again", async () => {
    const feed = makeFeed();
    const [a, b] = [feed.join(1), feed.join(2)];
    a.rechecks.count = b.rechecks.count = 0;
    feed.gap();
    expect([a.rechecks.count, b.rechecks.count]).toEqual([1, 1]);
  });

  test("who joins late hears what was told while the page was drawn, and nothing older", async () => {
    const feed = makeFeed();
    feed.join();
    feed.notice({ kind: "sessions", hostIds: [4] });
    await vi.advanceTimersByTimeAsync(RECENT_MS - 2_000);
    feed.notice({ kind: "sessions", hostIds: [5] });
    await vi.advanceTimersByTimeAsync(3_000);
    const late = feed.join().got.filter((message) => message.kind === "sessions");
    expect(late.map(({ host }) => host.id)).toEqual([5]);
  });

  test("freshness is told on joining and every few seconds", async () => {
    const feed = makeFeed();
    feed.join();
    await vi.advanceTimersByTimeAsync(FRESH_MS);
    const late = feed.join();
    expect(late.got).toMatchObject([{ kind: "fresh", freshHosts: 1, allHosts: 2, hosts: [] }]);
    await vi.advanceTimersByTimeAsync(FRESH_MS);
    expect(late.got[1]).toMatchObject({ kind: "fresh", hosts: [[4, 1]] });
  });

  test("listens once for all, ends with the last reader and begins again", async () => {
    const feed = makeFeed();
    const [a, b] = [feed.join(), feed.join()];
    expect(feed.listeners()).toBe(1);
    a.leave();
    a.leave();
    expect(feed.listeners()).toBe(1);
    b.leave();
    await vi.advanceTimersByTimeAsync(LINGER_MS - 1);
    const back = feed.join();
    expect(feed.listeners()).toBe(1);
    expect(kinds(back.got)).not.toContain("gap");
    back.leave();
    await vi.advanceTimersByTimeAsync(LINGER_MS);
    expect(feed.listeners()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    feed.join();
    expect(feed.listeners()).toBe(1);
  });
});
