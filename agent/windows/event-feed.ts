import { EMPTY_EVENT, RECORDS_MISSING } from "@/lib/domain/audit-event";
import { readXmlEvent } from "@/lib/ingest/xml/read-xml-event";
import type { ReportedEvent } from "@/lib/protocol/messages";
import type { EventBatch } from "../platform";
import {
  CHANNEL_LOGS,
  CHANNELS,
  type ChannelLog,
  type LogPosition,
  parseCursor,
  positionIn,
  type Resumption,
  resume,
} from "./event-cursor";
import type { EventLogs, LogExtent } from "./event-logs";
import { bellQuery, eventQuery } from "./event-query";
import type { HintLog } from "./hint-log";
import { WIN32, WindowsError } from "./windows-error";

/** Events of no interest move the cursor only in such steps: each move is a write to disk. */
const SEEN_STEP = 5_000;

interface Options {
  readonly logs: Pick<EventLogs, "extent" | "read" | "subscribe">;
  readonly hints: Pick<HintLog, "readAfter">;
  readonly log: (line: string) => void;
}

export interface Subscriptions {
  readonly stop: () => Promise<void>;
  /** Every log has its bell. */
  readonly areWhole: boolean;
}

/** The audit feed of Windows: three event logs, one after the other, and what was hinted at meanwhile. */
export class EventFeed {
  readonly #options: Options;
  readonly #troubles = new Map<ChannelLog, string>();
  #reading: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** One reading at a time. A log that cannot be read does not keep the others back, and is told when all are. */
  read(cursor: string | null, limit: number): Promise<EventBatch> {
    const reading = this.#reading.then(() => this.#read(cursor, limit));
    this.#reading = reading.catch(() => {});
    return reading;
  }

  /** Rings when something was written. A log that has no such bell must be looked at. */
  async subscribe(ring: () => void): Promise<Subscriptions> {
    const { logs, log } = this.#options;
    const stops: (() => Promise<void>)[] = [];
    for (const name of CHANNEL_LOGS) {
      try {
        stops.push(await logs.subscribe(CHANNELS[name], bellQuery(name), ring));
      } catch (error) {
        if (!(error instanceof WindowsError)) throw error;
        log(`the ${name} log will be looked at, not listened to: ${error.message}`);
      }
    }
    const stop = async () => {
      await Promise.all(stops.map((one) => one()));
    };
    return { stop, areWhole: stops.length === CHANNEL_LOGS.length };
  }

  async #read(cursor: string | null, limit: number): Promise<EventBatch> {
    const from = parseCursor(cursor);
    const events: ReportedEvent[] = [];
    const logs: Record<string, LogPosition> = { ...from.logs };
    let isMoved = false;
    for (const name of CHANNEL_LOGS) {
      if (events.length >= limit) break;
      const before = positionIn(from, name);
      const after = await this.#readLog(name, before, limit - events.length, events);
      if (after === before) continue;
      logs[name] = after;
      isMoved = true;
    }
    const hints = this.#options.hints.readAfter(from.hint, limit - events.length);
    events.push(...hints);
    const hint = hints.at(-1)?.recordId ?? from.hint;
    if (!isMoved && hint === from.hint) return { events, cursor };
    return { events, cursor: JSON.stringify({ logs, hint }) };
  }

  async #readLog(
    name: ChannelLog,
    before: LogPosition,
    limit: number,
    events: ReportedEvent[],
  ): Promise<LogPosition> {
    try {
      const after = await this.#readKnownLog(name, before, limit, events);
      if (this.#troubles.delete(name)) this.#options.log(`the ${name} log can be read again`);
      return after;
    } catch (error) {
      if (!(error instanceof WindowsError)) throw error;
      const isExpected = name === "LocalSessionManager" && error.code === WIN32.CHANNEL_NOT_FOUND;
      // Without the Security log there is no proof of anything: the pump tells, and tries again.
      if (name === "Security") throw new Error(`the Security log: ${error.message}`);
      if (!isExpected && this.#troubles.get(name) !== error.message) {
        this.#options.log(`the ${name} log cannot be read: ${error.message}`);
        this.#troubles.set(name, error.message);
      }
      return before;
    }
  }

  async #readKnownLog(
    name: ChannelLog,
    before: LogPosition,
    limit: number,
    events: ReportedEvent[],
  ): Promise<LogPosition> {
    const { logs } = this.#options;
    const extent = await logs.extent(CHANNELS[name]);
    const resumption = resume(before, extent);
    const gap = this.#tellOf(name, resumption, before, events);
    const after = resumption.kind === "after" ? resumption.bookmark : null;
    const room = limit - gap;
    const { xml, bookmark } =
      room > 0 ? await logs.read(CHANNELS[name], eventQuery(name), after, room) : { xml: [], bookmark: null };
    const read = xml.flatMap((text) => this.#toEvent(name, text) ?? []);
    events.push(...read);
    const isAtEnd = xml.length < room;
    return positionAfter({ before, extent, resumption, bookmark, at: read.at(-1)?.at ?? null, isAtEnd });
  }

  /** Returns how many events it took to tell. */
  #tellOf(name: ChannelLog, resumption: Resumption, { at }: LogPosition, events: ReportedEvent[]): number {
    const { log } = this.#options;
    if (resumption.kind === "restarted") log(`the ${name} log begins anew: it is read from its beginning`);
    if (resumption.kind !== "gap") return 0;
    const { from, count } = resumption;
    log(`the ${name} log has dropped records that were not read: ${count} of all kinds`);
    if (at === null) return 0;
    events.push({
      ...EMPTY_EVENT,
      log: name,
      recordId: from,
      at,
      eventId: RECORDS_MISSING,
      reason: String(count),
      raw: null,
    });
    return 1;
  }

  #toEvent(name: ChannelLog, text: string): ReportedEvent | null {
    const outcome = readXmlEvent(text, { keepRaw: true });
    if (outcome.kind === "reject") this.#options.log(`left out a record of ${name}: ${outcome.reason}`);
    if (outcome.kind !== "event") return null;
    return { ...outcome.event, raw: outcome.raw === null ? null : { ...outcome.raw } };
  }
}

interface Reached {
  readonly before: LogPosition;
  readonly extent: LogExtent;
  readonly resumption: Resumption;
  readonly bookmark: string | null;
  readonly at: number | null;
  readonly isAtEnd: boolean;
}

/** The same position where nothing is worth a write. */
export function positionAfter(reached: Reached): LogPosition {
  const { before, extent, resumption, bookmark, isAtEnd } = reached;
  const isAnew = resumption.kind === "restarted";
  const isGap = resumption.kind === "gap";
  // Past the gap that was told, and no further: what comes next has not been looked at.
  const past = isAnew ? 0 : isGap ? extent.oldest : before.seen;
  const seen = isAtEnd ? Math.max(past, extent.next) : past;
  const isFar = seen - before.seen >= SEEN_STEP;
  if (bookmark === null && !isAnew && !isGap && !isFar) return before;
  return {
    bookmark: bookmark ?? (isAnew || isGap ? null : before.bookmark),
    seen,
    at: reached.at ?? before.at,
  };
}
