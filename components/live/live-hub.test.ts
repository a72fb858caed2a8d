import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LiveMessage } from "@/lib/domain/live-row";
import { backoffMs } from "./backoff";
import { type LiveBrowser, makeLiveHub, SILENT_MS } from "./live-hub";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class FakeStream extends EventTarget {
  isClosed = false;
  close() {
    this.isClosed = true;
  }
  beat() {
    this.dispatchEvent(new Event("beat"));
  }
  say(message: LiveMessage) {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }
  fail() {
    this.dispatchEvent(new Event("error"));
  }
  end() {
    this.dispatchEvent(new Event("end"));
  }
}

/** Channels that hear each other at once, and one lock that passes on when its tab goes. */
class FakeBrowser {
  readonly streams: FakeStream[] = [];
  private readonly channels = new Set<EventTarget>();
  private readonly queue: (() => void)[] = [];

  tab(canAgree = true): LiveBrowser & { leave(): void; network(isThere: boolean): void } {
    const onNetwork: ((isThere: boolean) => void)[] = [];
    const channel = new EventTarget() as EventTarget & { postMessage(data: unknown): void };
    channel.postMessage = (data) => {
      for (const other of this.channels) {
        if (other !== channel)
          other.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) }));
      }
    };
    this.channels.add(channel);
    const lead = (work: () => Promise<void>) => {
      this.queue.push(() => void work());
      if (this.queue.length === 1) this.queue[0]?.();
    };
    return {
      openStream: () => {
        const stream = new FakeStream();
        this.streams.push(stream);
        return stream as unknown as EventSource;
      },
      tabs: canAgree ? { channel: channel as unknown as BroadcastChannel, lead } : null,
      onNetwork: (listener) => void onNetwork.push(listener),
      network: (isThere) => {
        for (const listener of onNetwork) listener(isThere);
      },
      now: () => Date.now(),
      random: () => 1,
      leave: () => {
        this.channels.delete(channel);
        this.queue.shift();
        this.queue[0]?.();
      },
    };
  }

  last(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error("no stream was opened");
    return stream;
  }
}

const told = (at: number): LiveMessage => ({
  kind: "sessions",
  at,
  host: { id: 4, name: "TS-04", reportedAt: at },
  rows: [],
});

function openTab(browser: FakeBrowser, canAgree = true) {
  const tab = browser.tab(canAgree);
  const hub = makeLiveHub("/events", tab);
  const got: string[] = [];
  hub.subscribe("sessions", () => got.push("sessions"));
  hub.subscribe("gap", () => got.push("gap"));
  return { hub, got, tab };
}

describe("the hub", () => {
  test("one stream for all tabs; what it says is heard in each once", () => {
    const browser = new FakeBrowser();
    const [a, b] = [openTab(browser), openTab(browser)];
    expect(browser.streams).toHaveLength(1);
    browser.last().beat();
    browser.last().say(told(Date.now()));
    expect([a.got, b.got]).toEqual([["sessions"], ["sessions"]]);
    expect([a.hub.status().kind, b.hub.status().kind]).toEqual(["live", "live"]);
  });

  test("a tab that comes later learns how things stand", () => {
    const browser = new FakeBrowser();
    openTab(browser);
    browser.last().beat();
    browser.last().say({ kind: "fresh", at: 1, hosts: [], freshHosts: 58, allHosts: 60 });
    expect(openTab(browser).hub.status()).toMatchObject({ kind: "live", freshHosts: 58, allHosts: 60 });
  });

  test("when the leading tab goes, another takes over and reads again", () => {
    const browser = new FakeBrowser();
    const [a, b] = [openTab(browser), openTab(browser)];
    browser.last().beat();
    a.tab.leave();
    expect(browser.streams).toHaveLength(2);
    browser.last().beat();
    expect(b.hub.status().kind).toBe("live");
    browser.last().say(told(Date.now()));
    expect(b.got).toContain("sessions");
  });

  test("tabs that cannot agree have a stream each", () => {
    const browser = new FakeBrowser();
    openTab(browser, false);
    openTab(browser, false);
    expect(browser.streams).toHaveLength(2);
  });

  test("a lost line is said in every tab, tried again with back-off, and its gap is told", async () => {
    const browser = new FakeBrowser();
    const [a, b] = [openTab(browser), openTab(browser)];
    browser.last().beat();
    expect(a.got).toEqual([]);
    const lostAt = Date.now();
    browser.last().fail();
    expect(a.hub.status()).toMatchObject({ kind: "lost", since: lostAt });
    expect(b.hub.status()).toMatchObject({ kind: "lost", since: lostAt });
    await vi.advanceTimersByTimeAsync(backoffMs(0, 1) - 1);
    expect(browser.streams).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    browser.last().fail();
    expect(a.hub.status().since).toBe(lostAt);
    await vi.advanceTimersByTimeAsync(backoffMs(1, 1));
    expect(browser.streams).toHaveLength(3);
    browser.last().beat();
    expect([a.got, b.got]).toEqual([["gap"], ["gap"]]);
    expect(b.hub.status().kind).toBe("live");
  });

  test("silence is a lost line", async () => {
    const browser = new FakeBrowser();
    const { hub } = openTab(browser);
    browser.last().beat();
    await vi.advanceTimersByTimeAsync(SILENT_MS - 1);
    browser.last().beat();
    await vi.advanceTimersByTimeAsync(SILENT_MS - 1);
    expect(hub.status().kind).toBe("live");
    await vi.advanceTimersByTimeAsync(1);
    expect(hub.status().kind).toBe("lost");
    expect(browser.streams[0]?.isClosed).toBe(true);
  });

  test("the network goes and comes back: lost at once, and tried at once", () => {
    const browser = new FakeBrowser();
    const [a, b] = [openTab(browser), openTab(browser)];
    browser.last().beat();
    for (const { tab } of [a, b]) tab.network(false);
    expect([a.hub.status().kind, b.hub.status().kind]).toEqual(["lost", "lost"]);
    expect(browser.streams[0]?.isClosed).toBe(true);
    for (const { tab } of [a, b]) tab.network(true);
    expect(browser.streams).toHaveLength(2);
    browser.last().beat();
    expect([a.got, b.got]).toEqual([["gap"], ["gap"]]);
  });

  test("any tab may ask to try now", () => {
    const browser = new FakeBrowser();
    openTab(browser);
    const second = openTab(browser);
    browser.last().beat();
    browser.last().fail();
    second.hub.tryNow();
    expect(browser.streams).toHaveLength(2);
  });

  test("signed out: says so and does not try again by itself", async () => {
    const browser = new FakeBrowser();
    const { hub } = openTab(browser);
    browser.last().beat();
    browser.last().end();
    browser.last().fail();
    await vi.advanceTimersByTimeAsync(10 * SILENT_MS);
    expect(hub.status().kind).toBe("signed-out");
    expect(browser.streams).toHaveLength(1);
  });

  test("who subscribes late is told what came since, and nothing older", () => {
    const browser = new FakeBrowser();
    const { hub } = openTab(browser);
    browser.last().beat();
    for (const at of [1_000, 2_000, 3_000]) browser.last().say(told(at));
    const late: number[] = [];
    hub.subscribe("sessions", ({ at }) => late.push(at), 2_000);
    expect(late).toEqual([2_000, 3_000]);
  });
});

test("back-off doubles up to a quarter of a minute and spreads", () => {
  expect([0, 1, 2, 3].map((failures) => backoffMs(failures, 1))).toEqual([500, 1_000, 2_000, 4_000]);
  expect(backoffMs(50, 1)).toBe(15_000);
  expect(backoffMs(0, 0)).toBe(250);
});
