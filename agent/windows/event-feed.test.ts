import { describe, expect, it } from "vitest";
import { auditEventSchema } from "@/lib/protocol/messages";
import { CHANNELS, type ChannelLog } from "./event-cursor";
import { EventFeed } from "./event-feed";
import { HintLog } from "./hint-log";
import { WIN32, WindowsError } from "./windows-error";

const AT = Date.UTC(2026, 2, 3, 8, 0, 0);

/** Event logs in memory, with the numbers and bookmarks that Windows gives. */
class MemoryLogs {
  readonly records = new Map<string, { readonly number: number; readonly xml: string | null }[]>();
  readonly oldest = new Map<string, number>();
  readonly missing = new Map<string, number>();
  #next = new Map<string, number>();

  write(log: ChannelLog, eventId: number, data = ""): void {
    const provider = log === "System" ? "Microsoft-Windows-Winlogon" : "Microsoft-Windows-Security-Auditing";
    this.#add(CHANNELS[log], (number) => makeXml(CHANNELS[log], provider, number, eventId, data));
  }

  writeOther(log: ChannelLog, count: number): void {
    for (let i = 0; i < count; i++) this.#add(CHANNELS[log], () => null);
  }

  drop(log: ChannelLog, below: number): void {
    this.oldest.set(CHANNELS[log], below);
    this.records.set(
      CHANNELS[log],
      (this.records.get(CHANNELS[log]) ?? []).filter(({ number }) => number >= below),
    );
  }

  async extent(channel: string) {
    this.#requireThere(channel);
    return { oldest: this.oldest.get(channel) ?? 1, next: this.#next.get(channel) ?? 1 };
  }

  async read(channel: string, _query: string, after: string | null, limit: number) {
    this.#requireThere(channel);
    const from = Number(/RecordId='(\d+)'/.exec(after ?? "")?.[1] ?? -1);
    const wanted = (this.records.get(channel) ?? []).filter(
      ({ number, xml }) => number > from && xml !== null,
    );
    const taken = wanted.slice(0, limit);
    const last = taken.at(-1);
    const bookmark = last
      ? `<Bookmark Channel='${channel}' RecordId='${last.number}' IsCurrent='true'/>`
      : null;
    return { xml: taken.map(({ xml }) => xml ?? ""), bookmark };
  }

  async subscribe(channel: string, _query: string, _ring: () => void) {
    this.#requireThere(channel);
    return async () => {};
  }

  #requireThere(channel: string): void {
    const code = this.missing.get(channel);
    if (code !== undefined) throw new WindowsError("EvtOpenLog", code);
  }

  #add(channel: string, make: (number: number) => string | null): void {
    const number = this.#next.get(channel) ?? 1;
    this.#next.set(channel, number + 1);
    this.records.set(channel, [...(this.records.get(channel) ?? []), { number, xml: make(number) }]);
  }
}

function makeXml(channel: string, provider: string, number: number, eventId: number, data: string): string {
  const at = new Date(AT + number * 1_000).toISOString();
  return (
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/>` +
    `<EventID>${eventId}</EventID><TimeCreated SystemTime='${at}'/><EventRecordID>${number}</EventRecordID>` +
    `<Channel>${channel}</Channel><Computer>TS-01</Computer></System><EventData>${data}</EventData></Event>`
  );
}

const LOGON =
  "<Data Name='TargetUserSid'>S-1-5-21-1-2-3-1001</Data><Data Name='TargetUserName'>alice</Data>" +
  "<Data Name='TargetLogonId'>0x0000000000051234</Data><Data Name='LogonType'>10</Data>";

function makeFeed() {
  const logs = new MemoryLogs();
  const hints = new HintLog();
  const said: string[] = [];
  return { logs, hints, said, feed: new EventFeed({ logs, hints, log: (line) => said.push(line) }) };
}

describe("the feed of Windows", () => {
  it("gives events as they are reported, with their own fields beside them", async () => {
    const { logs, feed } = makeFeed();
    logs.write("Security", 4624, LOGON);
    const { events } = await feed.read(null, 10);
    expect(events).toHaveLength(1);
    expect(auditEventSchema.parse(events[0])).toMatchObject({
      log: "Security",
      eventId: 4624,
      recordId: 1,
      at: AT + 1_000,
      sid: "S-1-5-21-1-2-3-1001",
      logonId: "0x51234",
      logonType: 10,
      raw: { TargetLogonId: "0x0000000000051234" },
    });
  });

  it("reads in the same order one by one as at once, and stands still at the end", async () => {
    const { logs, hints, feed } = makeFeed();
    for (let i = 0; i < 4; i++) {
      logs.write("Security", 4624, LOGON);
      logs.write("System", 7001);
    }
    hints.add({ source: "WTS", code: 5, sessionId: 1, at: AT }, null);
    const readAll = async (limit: number) => {
      const keys: string[] = [];
      for (let cursor: string | null = null; ; ) {
        const batch: Awaited<ReturnType<EventFeed["read"]>> = await feed.read(cursor, limit);
        expect(batch.events.length).toBeLessThanOrEqual(limit);
        keys.push(...batch.events.map(({ log, recordId }) => `${log} ${recordId}`));
        if (batch.cursor === cursor) return keys;
        cursor = batch.cursor;
      }
    };
    const all = await readAll(1_000);
    expect(all).toHaveLength(9);
    for (const limit of [1, 2, 3]) expect(await readAll(limit)).toEqual(all);
  });

  it("tells of dropped records once, with the time of the last before them", async () => {
    const { logs, feed, said } = makeFeed();
    logs.write("Security", 4624, LOGON);
    const { cursor } = await feed.read(null, 10);
    for (let i = 0; i < 6; i++) logs.write("Security", 4624, LOGON);
    logs.drop("Security", 6);
    const after = await feed.read(cursor, 10);
    expect(after.events.map(({ recordId, eventId, at, reason }) => [recordId, eventId, at, reason])).toEqual([
      [2, 0, AT + 1_000, "4"],
      [6, 4624, AT + 6_000, null],
      [7, 4624, AT + 7_000, null],
    ]);
    expect(said).toEqual(["the Security log has dropped records that were not read: 4 of all kinds"]);
    expect((await feed.read(after.cursor, 10)).cursor).toBe(after.cursor);
  });

  it("tells of a gap although only one event may be given, and goes on behind it", async () => {
    const { logs, feed } = makeFeed();
    logs.write("Security", 4624, LOGON);
    let { cursor } = await feed.read(null, 10);
    for (let i = 0; i < 4; i++) logs.write("Security", 4624, LOGON);
    logs.drop("Security", 4);
    const told: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const batch = await feed.read(cursor, 1);
      told.push(...batch.events.map(({ recordId, eventId }) => [recordId, eventId]));
      cursor = batch.cursor;
    }
    expect(told).toEqual([
      [2, 0],
      [4, 4624],
      [5, 4624],
    ]);
  });

  it("begins a log anew when its numbers do", async () => {
    const { logs, feed, said } = makeFeed();
    for (let i = 0; i < 5; i++) logs.write("System", 7001);
    const { cursor } = await feed.read(null, 10);
    const { logs: fresh, feed: again, said: saidAgain } = makeFeed();
    fresh.write("System", 7002);
    const { events } = await again.read(cursor, 10);
    expect(events.map(({ eventId, recordId }) => [eventId, recordId])).toEqual([[7002, 1]]);
    expect([said, saidAgain]).toEqual([[], ["the System log begins anew: it is read from its beginning"]]);
  });

  it("does not take records of no interest for a gap, nor write them down one by one", async () => {
    const { logs, feed } = makeFeed();
    logs.write("Security", 4624, LOGON);
    const first = await feed.read(null, 10);
    logs.writeOther("Security", 100);
    expect((await feed.read(first.cursor, 10)).cursor).toBe(first.cursor);
    logs.writeOther("Security", 6_000);
    const later = await feed.read(first.cursor, 10);
    expect(later.cursor).not.toBe(first.cursor);
    logs.drop("Security", 6_100);
    logs.write("Security", 4634, LOGON);
    expect((await feed.read(later.cursor, 10)).events.map(({ eventId }) => eventId)).toEqual([4634]);
  });

  it("goes on without a log that is missing, and says of Security that it must be mended", async () => {
    const { logs, feed, said } = makeFeed();
    logs.write("Security", 4624, LOGON);
    logs.missing.set(CHANNELS.LocalSessionManager, WIN32.CHANNEL_NOT_FOUND);
    logs.missing.set(CHANNELS.System, WIN32.ACCESS_DENIED);
    for (let i = 0; i < 2; i++) expect((await feed.read(null, 10)).events).toHaveLength(1);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^the System log cannot be read: .*access is denied/);
    expect((await feed.subscribe(() => {})).areWhole).toBe(false);
    logs.missing.set(CHANNELS.Security, WIN32.ACCESS_DENIED);
    await expect(feed.read(null, 10)).rejects.toThrow("the Security log: EvtOpenLog: access is denied");
  });

  it("leaves out what is no event, and what others write under the same numbers", async () => {
    const { logs, feed, said } = makeFeed();
    logs.write("Security", 4624, "<Data Name='TargetUserName'>nobody knows which logon</Data>");
    logs.write("System", 7001);
    const records = logs.records.get("System");
    if (records?.[0]) records[0] = { number: 1, xml: records[0].xml?.replace("Winlogon", "Other") ?? null };
    const { events, cursor } = await feed.read(null, 10);
    expect(events).toEqual([]);
    expect(said[0]).toContain("TargetLogonId is missing");
    expect(cursor).not.toBeNull();
  });
});
