import "server-only";
import { type LiveMessage, toTuple } from "@/lib/domain/live-row";
import { type FleetFreshness, readFleetFreshness } from "@/lib/storage/count-live-sessions";
import { type Database, database } from "@/lib/storage/database";
import { type LiveHostSessions, listLiveSessionsOfHosts } from "@/lib/storage/list-live-sessions";
import { type Listener, listen, type Notice } from "@/lib/storage/notifications";

/** One open stream. */
export interface LiveSubscriber {
  readonly operatorId: number | null;
  send(bytes: Uint8Array): void;
  /** A sign-in has changed, or may have: look at the permission now, not when the next event comes. */
  recheck(): void;
}

export interface LiveFeed {
  /** Starts the feed with the first subscriber; it ends some time after the last. */
  subscribe(subscriber: LiveSubscriber): () => void;
}

/** Where the feed gets its facts; a test gives it others. */
export interface LiveSources {
  listen(onNotice: (notice: Notice) => void, onGap: () => void, onLost: () => void): Listener;
  readHosts(hostIds: readonly number[]): Promise<readonly LiveHostSessions[]>;
  readFreshness(since: Date, now: Date): Promise<FleetFreshness>;
  now(): number;
}

/** A host's rows go out at most five times a second, whatever the host says. */
export const FLUSH_MS = 200;
export const FRESH_MS = 5_000;
const RETRY_MS = 1_000;
/** A page was drawn a moment before its stream opened: what was told meanwhile is told again. */
export const RECENT_MS = 10_000;
/** A page that is loaded again comes back within this time, and finds the feed as it left it. */
export const LINGER_MS = 30_000;
/** So many hosts are read in one query. */
const HOSTS_PER_READ = 500;

export function makeLiveFeed(sources: LiveSources): LiveFeed {
  const subscribers = new Set<LiveSubscriber>();
  const changed = new Set<number>();
  let recent: readonly { readonly at: number; readonly bytes: Uint8Array }[] = [];
  let running: { listener: Listener; freshTimer: NodeJS.Timeout } | null = null;
  let stopTimer: NodeJS.Timeout | undefined;
  let flushTimer: NodeJS.Timeout | undefined;
  let isFlushing = false;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let freshSince = 0;
  let hello: Uint8Array | null = null;

  const broadcast = (message: LiveMessage) => {
    const bytes = eventBytes(message);
    for (const subscriber of subscribers) subscriber.send(bytes);
    return bytes;
  };

  const schedule = (waitMs: number) => {
    if (flushTimer !== undefined || isFlushing || !running) return;
    flushTimer = setTimeout(flush, Math.max(0, waitMs));
  };

  const flush = async () => {
    flushTimer = undefined;
    const hostIds = [...changed].slice(0, HOSTS_PER_READ);
    if (hostIds.length === 0) return;
    for (const id of hostIds) changed.delete(id);
    isFlushing = true;
    flushedAt = sources.now();
    let waitMs = FLUSH_MS;
    try {
      const at = sources.now();
      const told = (await sources.readHosts(hostIds)).map(({ host, rows }) =>
        broadcast({ kind: "sessions", at, host, rows: rows.map(toTuple) }),
      );
      recent = [
        ...recent.filter((event) => at - event.at < RECENT_MS),
        ...told.map((bytes) => ({ at, bytes })),
      ];
    } catch {
      // The database is away: what was to be told is told when it is back.
      for (const id of hostIds) changed.add(id);
      waitMs = RETRY_MS;
    }
    isFlushing = false;
    if (changed.size > 0) schedule(flushedAt + waitMs - sources.now());
  };

  const tellFreshness = async () => {
    const now = new Date(sources.now());
    try {
      const found = await sources.readFreshness(new Date(freshSince), now);
      // Reports are written a moment after their instant: look back a little further than the last time.
      freshSince = now.getTime() - 2_000;
      const { freshHosts, allHosts } = found;
      hello = eventBytes({ kind: "fresh", at: now.getTime(), hosts: [], freshHosts, allHosts });
      broadcast({ kind: "fresh", at: now.getTime(), ...found });
    } catch {
      // The next one tells.
    }
  };

  const onNotice = (notice: Notice) => {
    switch (notice.kind) {
      case "sessions":
        for (const id of notice.hostIds) changed.add(id);
        break;
      case "orders":
        // A row says which order is about to end it.
        for (const id of notice.hostIds) changed.add(id);
        broadcast(notice);
        break;
      case "sign-in":
        for (const subscriber of subscribers) {
          if (subscriber.operatorId === notice.operatorId) subscriber.recheck();
        }
        return;
      case "history":
      case "hosts":
      case "trail":
      case "hooks":
      case "alerts":
      case "policies":
      case "superoffice":
        broadcast(notice);
        return;
    }
    if (changed.size > 0) schedule(flushedAt + FLUSH_MS - sources.now());
  };

  const start = () => {
    freshSince = sources.now() - FRESH_MS;
    // After the first connection too: nobody listened while the first page was drawn.
    const onGap = () => {
      // A revocation may be among what nobody heard.
      for (const subscriber of subscribers) subscriber.recheck();
      broadcast({ kind: "gap" });
    };
    // With the database away the question fails, and the stream ends: a page that knows that it is not told keeps what it shows.
    const onLost = () => {
      for (const subscriber of subscribers) subscriber.recheck();
    };
    const freshTimer = setInterval(tellFreshness, FRESH_MS);
    running = { listener: sources.listen(onNotice, onGap, onLost), freshTimer };
    void tellFreshness();
  };

  const stop = () => {
    void running?.listener.close();
    clearInterval(running?.freshTimer);
    clearTimeout(flushTimer);
    flushTimer = undefined;
    stopTimer = undefined;
    running = null;
    hello = null;
    recent = [];
    changed.clear();
  };

  return {
    subscribe(subscriber) {
      subscribers.add(subscriber);
      clearTimeout(stopTimer);
      if (running) {
        if (hello) subscriber.send(hello);
        const from = sources.now() - RECENT_MS;
        for (const { at, bytes } of recent) if (at >= from) subscriber.send(bytes);
      } else start();
      return () => {
        if (!subscribers.delete(subscriber) || subscribers.size > 0) return;
        stopTimer = setTimeout(stop, LINGER_MS);
        stopTimer.unref?.();
      };
    },
  };
}

const encoder = new TextEncoder();

/** Encoded once, however many listen. */
export function eventBytes(message: LiveMessage): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify(message)}\n\n`);
}

let shared: LiveFeed | undefined;

/** The process's feed: one LISTEN connection for all streams. */
export function liveFeed(): LiveFeed {
  shared ??= makeLiveFeed(databaseSources(database(), process.env.DATABASE_URL ?? ""));
  return shared;
}

export function databaseSources(db: Database, url: string): LiveSources {
  return {
    listen: (onNotice, onGap, onLost) => listen(url, onNotice, onGap, onLost),
    readHosts: (hostIds) => listLiveSessionsOfHosts(db, hostIds),
    readFreshness: (since, now) => readFleetFreshness(db, since, now),
    now: () => Date.now(),
  };
}
