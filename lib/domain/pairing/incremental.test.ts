import fc from "fast-check";
import { expect, test } from "vitest";
import type { AuditEvent } from "../audit-event";
import { LOGS } from "../audit-event";
import type { PairedSession } from "../ending";
import { findSeam, placeKey, type Seam } from "./incremental";
import { hasNewOrphan, isBehind, strangeLogonIds, windowAfter } from "./incremental-window";
import { isInteractiveLogon } from "./logon-class";
import { pairBoot } from "./pair-boot";
import { sharedLogs } from "./testing/boot-log";
import { BOOT_KINDS, LINUX_KINDS, soups, WINDOWS_KINDS } from "./testing/soup";
import { stories } from "./testing/story";
import { readTimeline } from "./testing/timeline";

const numRuns = Number(process.env.CURFEW_RUNS ?? 80);
const options = { timeout: 3_600_000 };
// Chance is for the long runs: CURFEW_RUNS=20000.
if (!process.env.CURFEW_RUNS) fc.configureGlobal({ seed: 20_261_121 });

/** What a database keeps of one boot, in memory: seams, and the sessions that each has settled. */
class KeptBoot {
  readonly events = new Map<string, AuditEvent>();
  seams: { seam: Seam; settled: PairedSession[] }[] = [];
  open: readonly PairedSession[] = [];
  /** How many records the last pairing looked at. */
  looked = 0;

  add(batch: readonly AuditEvent[]): void {
    for (const event of batch) {
      const key = keyOf(event);
      if (this.events.has(key)) continue;
      this.events.set(key, event);
      this.seams = this.seams.filter(({ seam }) => !isBehind(seam, event));
    }
    for (;;) {
      const last = this.seams.at(-1)?.seam ?? null;
      const carriedKeys = new Set(last?.carried.map(placeKey) ?? []);
      const all = [...this.events.values()];
      const carried = all.filter((event) => carriedKeys.has(keyOf(event)));
      const later = last ? all.filter((event) => !isBehind(last, event)) : all;
      const window = last ? windowAfter(last, carried, later) : later;
      if (last && this.#undo(last, carried, later, window)) continue;
      this.looked = window.length;
      const sealed = new Set(this.seams.flatMap(({ settled }) => settled.map(({ logonId }) => logonId)));
      const sessions = pairBoot({ key: "0", ordinal: 0, events: window }, null).sessions.filter(
        ({ logonId }) => !sealed.has(logonId),
      );
      const found = findSeam(window, last);
      if (found) {
        this.seams.push({
          seam: found.seam,
          settled: sessions.filter(({ logonId }) => found.settled.has(logonId)),
        });
      }
      this.open = sessions.filter(({ logonId }) => !found?.settled.has(logonId));
      return;
    }
  }

  get sessions(): PairedSession[] {
    return [...this.seams.flatMap(({ settled }) => settled), ...this.open].sort(byKey);
  }

  #undo(last: Seam, carried: AuditEvent[], later: AuditEvent[], window: AuditEvent[]): boolean {
    const named = strangeLogonIds(carried, later);
    const strange = new Set(named.ids);
    const settled = this.seams.flatMap((one) => one.settled.map((session) => ({ session, at: one.seam.at })));
    const firstAt = Math.min(
      ...settled
        .filter(({ session }) => strange.has(session.logonId) || strange.has(session.linkedLogonId ?? ""))
        .map(({ session, at }) => Math.min(at, session.startedAt ?? session.startedBefore ?? at)),
      ...[...this.events.values()]
        .filter(
          (event) =>
            isBehind(last, event) &&
            event.eventId === 4624 &&
            (isInteractiveLogon(event)
              ? strange.has(event.logonId ?? "")
              : named.ofAnyLogon.includes(event.logonId ?? "")),
        )
        .map(({ at }) => at),
    );
    const count = this.seams.length;
    if (last.isOpenToOrphans && hasNewOrphan(carried, window)) this.seams = [];
    else this.seams = this.seams.filter(({ seam }) => seam.at <= firstAt);
    return this.seams.length < count;
  }
}

const batches = <T>(events: readonly T[], late: readonly number[], size: number): T[][] => {
  const keyed = events.map((event, i) => ({ event, key: i + (late[i % Math.max(1, late.length)] ?? 0) }));
  keyed.sort((a, b) => a.key - b.key);
  const lists: T[][] = [];
  for (let i = 0; i < keyed.length; i += size) lists.push(keyed.slice(i, i + size).map(({ event }) => event));
  return lists;
};

const lateness = fc.oneof(
  fc.constant([0]),
  fc.array(fc.constantFrom(0, 0, 0, 0, 1, 3, 12), { minLength: 1, maxLength: 30 }),
  fc.array(fc.constantFrom(0, 0, 0, 40), { minLength: 1, maxLength: 30 }),
);

/** Every batch pairs them all. */
const STORY_RECORDS = 200;
const alone = fc.tuple(stories, lateness, fc.integer({ min: 1, max: 25 }));

test("a boot paired batch by batch is the boot paired as a whole", options, () => {
  let seams = 0;
  fc.assert(
    fc.property(alone, ([{ events }, late, size]) => {
      const one = events
        .filter(({ eventId }) => eventId !== 4608 && eventId !== 1101)
        .slice(0, STORY_RECORDS);
      seams = Math.max(seams, expectSame(batches(one, late, size)));
    }),
    { numRuns },
  );
  expect(seams).toBeGreaterThan(2);
});

const windows = soups(WINDOWS_KINDS, 60);
const security = soups(BOOT_KINDS, 60);

test.each([
  ["Windows", windows],
  ["Windows, a clock that goes on", windows.map(forward)],
  ["Windows, each LogonId one logon's", windows.map(ofOneLogonEach).map(forward)],
  ["one Security log", security.map(forward)],
  ["one Security log, each LogonId one logon's", security.map(ofOneLogonEach).map(forward)],
  ["one Security log whose LogonIds are given again", sharedLogs.map(forward)],
  ["Linux", soups(LINUX_KINDS, 60).map(forward)],
])("so is a soup of records: %s", options, (_, soup) => {
  let seams = 0;
  fc.assert(
    fc.property(fc.tuple(soup, lateness, fc.integer({ min: 1, max: 25 })), ([events, late, size]) => {
      seams = Math.max(seams, expectSame(batches(events, late, size)));
    }),
    { numRuns },
  );
  expect(seams).toBeGreaterThan(0);
});

test("the end of a network logon is none of a session, also where it tells no type and a seam stands between", () => {
  const text = `08:00 logon ann 0x1 t2; 08:01 logon bob 0x2 t3; 12:00 logon eve 0x3 t2; 13:00 destroyed bob 0x2
    16:00 logon kim 0x4 t2; 17:00 destroyed bob 0x2`;
  expect(expectSame(readTimeline(text).map((event) => [event]))).toBeGreaterThan(0);
});

test("a session that a notice's end alone tells takes the hints from before a seam", () => {
  const text = "08:00 sens-lock ann; 10:00 logon ann 0x1 t3; 10:00:01 wts6 ann ts1; 12:00 lsm21 bob ts2";
  expect(expectSame(readTimeline(text).map((event) => [event]))).toBeGreaterThan(0);
});

test("an id that a link named, and another was given, stays the other's behind a seam", () => {
  const text = `08:00 logon ann 0x1 ~0x2 t2 elevated; 08:00:01 logon bob 0x2 t2 by:CredPro; 10:00 lock ann 0x1
    12:00 logon eve 0x3 t2`;
  expect(expectSame(readTimeline(text).map((event) => [event]))).toBeGreaterThan(0);
});

test("a logind session that tells of two people has the second one's line behind a seam too", () => {
  const text = `08:00 removed ann s:5 @a; 08:00:01 new bob s:5 @a; 08:00:02 wtmp-user bob pts/1
    10:00 new eve s:6 @a; 12:00 removed eve s:6 @a`;
  expect(expectSame(readTimeline(text).map((event) => [event]))).toBeGreaterThan(0);
});

test("a hint may be of a session whose name is told long after", () => {
  const text = `08:00 7001 ann ts2; 08:00:01 sens-lock ann; 10:00 logon eve 0x1 t2; 10:00:01 lsm23 ann ts2
    12:00 logon kim 0x3 t2`;
  expect(expectSame(readTimeline(text).map((event) => [event]))).toBeGreaterThan(0);
});

/** As Windows gives them: within a boot one person's, of one kind. */
function ofOneLogonEach(events: readonly AuditEvent[]): AuditEvent[] {
  const owners = new Map<string, AuditEvent>();
  return events.map((event) => {
    if (event.log !== "Security" || event.logonId === null) return event;
    const owner = owners.get(event.logonId) ?? event;
    owners.set(event.logonId, owner);
    const { sid, userName } = owner;
    const isNoise = owner.logonType === 3 || owner.logonType === 5;
    const logonType = event.logonType !== null && isNoise ? owner.logonType : event.logonType;
    return { ...event, sid: event.sid === null ? null : sid, userName, logonType };
  });
}

/** Only where times follow the records can a boot be parted. */
function forward(events: readonly AuditEvent[]): AuditEvent[] {
  let at = 0;
  return events.map((event) => {
    at = Math.max(at + 1, event.at);
    return { ...event, at };
  });
}

/** Returns how many seams it came to. */
function expectSame(list: readonly (readonly AuditEvent[])[]): number {
  const boot = new KeptBoot();
  let seams = 0;
  for (const batch of list) {
    boot.add(batch);
    const whole = pairBoot({ key: "0", ordinal: 0, events: [...boot.events.values()] }, null).sessions;
    expect(boot.sessions.map(brief)).toEqual([...whole].sort(byKey).map(brief));
    seams = Math.max(seams, boot.seams.length);
  }
  return seams;
}

function keyOf({ log, recordId, at }: AuditEvent): string {
  return placeKey([LOGS[log], recordId, at]);
}

function byKey(a: PairedSession, b: PairedSession): number {
  return a.logonId < b.logonId ? -1 : a.logonId > b.logonId ? 1 : 0;
}

function brief(session: PairedSession): string {
  return JSON.stringify(session);
}
