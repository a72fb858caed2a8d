import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { eventBytes, type LiveFeed, type LiveSubscriber } from "./live-feed";
import { BEAT_MS, liveStream, MAX_UNREAD_BYTES } from "./live-stream";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(stillMay: () => Promise<boolean> = async () => true) {
  let subscriber: LiveSubscriber | null = null;
  const feed: LiveFeed = {
    subscribe(joined) {
      subscriber = joined;
      return () => {
        subscriber = null;
      };
    },
  };
  const abort = new AbortController();
  const checks = { count: 0 };
  const stream = liveStream({
    feed,
    operatorId: 1,
    signal: abort.signal,
    stillMay: () => {
      checks.count++;
      return stillMay();
    },
    now: () => Date.now(),
  });
  const reader = stream.getReader();
  const read = async () => {
    const { done, value } = await reader.read();
    return done ? "(end)" : new TextDecoder().decode(value);
  };
  return { read, reader, abort, checks, joined: () => subscriber };
}

const trail = eventBytes({ kind: "trail" });

describe("the stream of one reader", () => {
  test("begins with a beat, passes events on and beats while nothing happens", async () => {
    const { read, joined } = open();
    expect(await read()).toContain("event: beat");
    joined()?.send(trail);
    expect(await read()).toBe('data: {"kind":"trail"}\n\n');
    await vi.advanceTimersByTimeAsync(BEAT_MS);
    expect(await read()).toContain("event: beat");
  });

  test("believes a permission for a second, and ends when it is gone", async () => {
    let may = true;
    const { read, checks, joined } = open(async () => may);
    await read();
    joined()?.send(trail);
    joined()?.send(trail);
    await read();
    await read();
    expect(checks.count).toBe(1);
    may = false;
    await vi.advanceTimersByTimeAsync(1_000);
    joined()?.send(trail);
    expect(await read()).toBe("event: end\ndata: signed-out\n\n");
    expect(await read()).toBe("(end)");
    expect(checks.count).toBe(2);
    expect(joined()).toBeNull();
  });

  test("a revoked sign-in ends it at once", async () => {
    let may = true;
    const { read, joined } = open(async () => may);
    await read();
    await vi.advanceTimersByTimeAsync(0);
    may = false;
    joined()?.recheck();
    expect(await read()).toContain("event: end");
    expect(await read()).toBe("(end)");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a sign-in revoked between the request's check and the subscription ends it too", async () => {
    const { read } = open(async () => false);
    expect(await read()).toContain("event: beat");
    expect(await read()).toContain("event: end");
    expect(await read()).toBe("(end)");
  });

  test("an answer that is older than the revocation is not believed", async () => {
    const answers: ((may: boolean) => void)[] = [];
    const { read, joined } = open(() => new Promise((resolve) => void answers.push(resolve)));
    await read();
    await vi.advanceTimersByTimeAsync(0);
    joined()?.recheck();
    answers[0]?.(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(answers).toHaveLength(2);
    answers[1]?.(false);
    expect(await read()).toContain("event: end");
    expect(await read()).toBe("(end)");
  });

  test("a permission that cannot be looked up ends it, and signs nobody out", async () => {
    const { read } = open(async () => {
      throw new Error("the database is away");
    });
    expect(await read()).toContain("event: beat");
    expect(await read()).toBe("(end)");
  });

  test("an answer that comes after the reader has gone is dropped", async () => {
    const answers: ((may: boolean) => void)[] = [];
    const { read, abort } = open(() => new Promise((resolve) => void answers.push(resolve)));
    await read();
    await vi.advanceTimersByTimeAsync(0);
    abort.abort();
    answers[0]?.(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(await read()).toBe("(end)");
  });

  test("ends with its request, and with its reader", async () => {
    const first = open();
    await first.read();
    first.abort.abort();
    expect(await first.read()).toBe("(end)");
    expect(first.joined()).toBeNull();

    const second = open();
    await second.reader.cancel();
    expect(second.joined()).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a request that is gone before it began subscribes to nothing for long", async () => {
    const { abort, joined, read } = open();
    abort.abort();
    expect(await read()).toContain("beat");
    expect(await read()).toBe("(end)");
    expect(joined()).toBeNull();
  });

  test("skips events for a slow reader, and tells of the gap", async () => {
    const { read, joined } = open();
    const big = new Uint8Array(MAX_UNREAD_BYTES / 4).fill(32);
    for (let i = 0; i < 20; i++) joined()?.send(big);
    await vi.advanceTimersByTimeAsync(0);
    let got = 0;
    let text = await read();
    while (!text.includes("gap")) {
      got += text.length;
      text = await read();
    }
    expect(got).toBeLessThanOrEqual(MAX_UNREAD_BYTES + big.length);
    joined()?.send(trail);
    expect(await read()).toContain("trail");
  });
});
