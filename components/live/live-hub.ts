import type { LiveKind, LiveMessage } from "@/lib/domain/live-row";
import { backoffMs } from "./backoff";

export interface LiveStatus {
  readonly kind: "connecting" | "live" | "lost" | "signed-out";
  /** Since when it is lost. */
  readonly since: number;
  readonly freshHosts: number | null;
  readonly allHosts: number | null;
}

export type LiveHandler<K extends LiveKind> = (message: Extract<LiveMessage, { kind: K }>) => void;

/** What tabs of one browser say to each other. */
type TabMessage =
  | { readonly kind: "message"; readonly message: LiveMessage }
  | { readonly kind: "status"; readonly status: LiveStatus }
  | { readonly kind: "hello" }
  | { readonly kind: "try-now" };

/** What the hub needs of a browser; a test gives it a smaller one. */
export interface LiveBrowser {
  openStream(url: string): EventSource;
  /** Null where tabs cannot agree on a leader (plain http, old browsers): then each has its own stream. */
  readonly tabs: { readonly channel: BroadcastChannel; lead(work: () => Promise<void>): void } | null;
  /** The browser's own word that its network has gone or is back: sooner than silence tells. */
  onNetwork(listener: (isThere: boolean) => void): void;
  now(): number;
  random(): number;
}

/** No beat for so long means that the line is dead, whatever the socket says. */
export const SILENT_MS = 40_000;
const RECENT_MS = 10_000;
export const CONNECTING: LiveStatus = { kind: "connecting", since: 0, freshHosts: null, allHosts: null };

export interface LiveHub {
  /** `since`: what was told from then on is told again, for a page that was drawn before it listened. */
  subscribe<K extends LiveKind>(kind: K, handler: LiveHandler<K>, since?: number): () => void;
  onStatus(listener: () => void): () => void;
  status(): LiveStatus;
  /** When a message of that kind last came, by this browser's clock. */
  heardAt(kind: LiveKind): number;
  tryNow(): void;
}

/** One stream per browser: the leading tab holds it, and tells the others what comes. */
export function makeLiveHub(url: string, browser: LiveBrowser): LiveHub {
  const handlers = new Map<LiveKind, Set<(message: never) => void>>();
  const listeners = new Set<() => void>();
  const heard = new Map<LiveKind, number>();
  let status = CONNECTING;
  let isLeader = browser.tabs === null;
  let isStarted = false;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasLive = false;
  let recent: readonly Extract<LiveMessage, { kind: "sessions" }>[] = [];

  const tell = (message: TabMessage) => browser.tabs?.channel.postMessage(message);

  const setStatus = (next: LiveStatus) => {
    status = next;
    if (isLeader) tell({ kind: "status", status });
    for (const listener of listeners) listener();
  };

  const dispatch = (message: LiveMessage) => {
    heard.set(message.kind, browser.now());
    if (message.kind === "sessions") {
      recent = [...recent.filter(({ at }) => message.at - at < RECENT_MS), message];
    }
    if (message.kind === "fresh") {
      const { freshHosts, allHosts } = message;
      if (freshHosts !== status.freshHosts || allHosts !== status.allHosts) {
        setStatus({ ...status, freshHosts, allHosts });
      }
    }
    for (const handler of handlers.get(message.kind) ?? []) handler(message as never);
  };

  const publish = (message: LiveMessage) => {
    tell({ kind: "message", message });
    dispatch(message);
  };

  const lose = () => {
    source?.close();
    source = null;
    clearTimeout(timer);
    if (status.kind !== "lost") setStatus({ ...status, kind: "lost", since: browser.now() });
    timer = setTimeout(connect, backoffMs(failures++, browser.random()));
  };

  const beat = () => {
    clearTimeout(timer);
    timer = setTimeout(lose, SILENT_MS);
    if (status.kind === "live") return;
    failures = 0;
    setStatus({ ...status, kind: "live", since: browser.now() });
    // Whatever happened while nobody listened is read again.
    if (wasLive) publish({ kind: "gap" });
    wasLive = true;
  };

  const connect = () => {
    clearTimeout(timer);
    const opened = browser.openStream(url);
    source = opened;
    timer = setTimeout(lose, SILENT_MS);
    opened.addEventListener("beat", beat);
    opened.addEventListener("message", (event) => {
      beat();
      publish(JSON.parse(String(event.data)) as LiveMessage);
    });
    opened.addEventListener("end", () => {
      opened.close();
      clearTimeout(timer);
      setStatus({ ...status, kind: "signed-out", since: browser.now() });
    });
    opened.addEventListener("error", () => {
      if (source === opened && status.kind !== "signed-out") lose();
    });
  };

  const hear = (message: TabMessage) => {
    switch (message.kind) {
      case "message":
        if (!isLeader) dispatch(message.message);
        break;
      case "status":
        if (!isLeader) setStatus(message.status);
        break;
      case "hello":
        if (isLeader) tell({ kind: "status", status });
        break;
      case "try-now":
        if (isLeader) tryNow();
        break;
    }
  };

  const tryNow = () => {
    if (!isLeader) tell({ kind: "try-now" });
    else if (status.kind === "lost" || status.kind === "signed-out") {
      source?.close();
      connect();
    }
  };

  const start = () => {
    if (isStarted) return;
    isStarted = true;
    browser.onNetwork((isThere) => {
      if (!isLeader) return;
      if (isThere) tryNow();
      else if (source && status.kind !== "signed-out") lose();
    });
    if (!browser.tabs) {
      connect();
      return;
    }
    browser.tabs.channel.addEventListener("message", (event) => hear(event.data as TabMessage));
    tell({ kind: "hello" });
    browser.tabs.lead(
      () =>
        // Leads until the page goes: the lock then falls to another tab.
        new Promise<void>(() => {
          isLeader = true;
          // The tab that led may have heard what this one has not.
          wasLive = status.kind !== "connecting";
          connect();
        }),
    );
  };

  return {
    subscribe(kind, handler, since) {
      start();
      if (since !== undefined) {
        for (const told of recent) if (told.kind === kind && told.at >= since) handler(told as never);
      }
      const set = handlers.get(kind) ?? new Set();
      handlers.set(kind, set);
      set.add(handler as (message: never) => void);
      return () => set.delete(handler as (message: never) => void);
    },
    onStatus(listener) {
      start();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status: () => status,
    heardAt: (kind) => heard.get(kind) ?? Number.NEGATIVE_INFINITY,
    tryNow,
  };
}
