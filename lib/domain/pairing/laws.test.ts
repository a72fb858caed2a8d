import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AuditEvent } from "../audit-event";
import type { PairedSession } from "../ending";
import { cutBoots } from "./cut-boots";
import { pairBoot } from "./pair-boot";
import { pairHost } from "./pair-host";
import { eventsByLog } from "./record-order";
import { bootLogs, nextStarts, sharedLogs } from "./testing/boot-log";
import { asTruth, pairedAsReference, pairedAsReferenceHost } from "./testing/compared";
import { isOfInterest } from "./testing/of-interest";
import { referenceHost } from "./testing/reference-host";
import { referenceSessions } from "./testing/reference-model";
import { BOOT_KINDS, LINUX_KINDS, soups, WINDOWS_KINDS } from "./testing/soup";
import { stories } from "./testing/story";
import { traceWindows } from "./trace-windows";

const numRuns = Number(process.env.CURFEW_RUNS ?? 300);
const options = { timeout: 3_600_000 };
// Chance is for the long runs: CURFEW_RUNS=20000.
if (!process.env.CURFEW_RUNS) fc.configureGlobal({ seed: 20_261_121 });

const windows = soups(WINDOWS_KINDS, 60);
const linux = soups(LINUX_KINDS);
const told = stories.map(({ events }) => [...events]);
const anything = fc.oneof(
  windows,
  soups(BOOT_KINDS),
  linux,
  soups([...WINDOWS_KINDS, ...LINUX_KINDS], 60),
  told,
);

test("the truth of a told story is found, session by session", options, () => {
  fc.assert(
    fc.property(stories, ({ events, truth }) => {
      expect(pairHost(events).sessions.map(asTruth)).toEqual(truth);
    }),
    { numRuns },
  );
});

test("one boot's Security log pairs as the reference model says", options, () => {
  fc.assert(
    fc.property(bootLogs, nextStarts, (events, nextAt) => {
      expect(pairedAsReference(events, nextAt)).toEqual(referenceSessions(events, nextAt));
    }),
    { numRuns },
  );
});

test("so does one that tells of several people and logons under one LogonId", options, () => {
  fc.assert(
    fc.property(sharedLogs, nextStarts, (events, nextAt) => {
      expect(pairedAsReference(events, nextAt)).toEqual(referenceSessions(events, nextAt));
    }),
    { numRuns },
  );
});

test("without a recorded start, an id that is given again parts one boot from the next", options, () => {
  fc.assert(
    fc.property(sharedLogs, (events) => {
      expect(pairedAsReferenceHost(events)).toEqual(referenceHost(events));
    }),
    { numRuns },
  );
});

describe("whatever the records", () => {
  test("their order, their split and their repetition change nothing", options, () => {
    const mixed = anything.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.shuffledSubarray(events),
      ),
    );
    fc.assert(
      fc.property(mixed, ([events, shuffled, again]) => {
        expect(pairHost([...again, ...shuffled])).toEqual(pairHost(events));
        const [first = null, second = null] = cutBoots(events);
        const [run = null, next = null] = cutBoots(shuffled);
        if (!first || !run) return;
        const disordered = { ...run, events: shuffled.filter((event) => run.events.includes(event)) };
        expect(pairBoot(disordered, next)).toEqual(pairBoot(first, second));
      }),
      { numRuns },
    );
  });

  test("each of interest goes to exactly one place", options, () => {
    fc.assert(
      fc.property(fc.oneof(windows, soups(BOOT_KINDS), told), (events) => {
        const boots = cutBoots(events);
        expect(boots.reduce((sum, boot) => sum + boot.events.length, 0)).toBe(events.length);
        for (const boot of boots) {
          const placed = placesOf(boot.events);
          expect(new Set(placed).size).toBe(placed.length);
          expect(boot.events.filter((event) => isOfInterest(event) && !placed.includes(event))).toEqual([]);
        }
      }),
      { numRuns },
    );
  });

  test("a session has one key, and only evidence closes it", options, () => {
    fc.assert(
      fc.property(anything, (events) => {
        const { sessions, boots } = pairHost(events);
        const keys = sessions.map((session) => `${session.boot} ${session.logonId}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const session of sessions) {
          const place = boots.findIndex((boot) => boot.key === session.boot);
          expectEvidence(session, boots[place]?.events ?? [], boots[place + 1]?.events ?? null);
        }
      }),
      { numRuns },
    );
  });
});

function placesOf(events: readonly AuditEvent[]): AuditEvent[] {
  const { sessions, excluded, repeats, strays, unmatched, ambiguous } = traceWindows(eventsByLog(events));
  const traces = [...sessions, ...excluded.map(({ trace }) => trace), ...repeats, ...strays];
  return [
    ...traces.flatMap((trace) => [
      ...[...trace.logons, ...trace.evidence].map(({ event }) => event),
      ...(trace.run?.events ?? []),
      ...trace.hints,
    ]),
    ...unmatched.flatMap((run) => run.events),
    ...ambiguous.map(({ event }) => event),
  ];
}

function expectEvidence(
  { ending, segments, startedAt, startedBefore }: PairedSession,
  own: readonly AuditEvent[],
  next: readonly AuditEvent[] | null,
): void {
  const known = new Set([...own, ...(next ?? [])].map(keyOf));
  for (const record of ending.records) expect(known).toContain(keyOf(record));
  expect(startedAt === null).toBe(startedBefore !== null);
  if (ending.kind === "open")
    expect(ending.asOf).toBeLessThanOrEqual(Math.max(...own.map((event) => event.at)));
  else expect(ending.notBefore).toBeLessThanOrEqual(ending.notAfter);
  if (ending.at !== null) {
    expect(ending.records[0]?.at).toBe(ending.at);
    expect(ending.notAfter).toBe(ending.at);
  } else if (ending.kind !== "open") expect(next !== null || ending.records.length > 0).toBe(true);
  for (const [i, segment] of segments.entries()) {
    const following = segments[i + 1];
    if (segment.until !== null) expect(segment.until).toBeGreaterThan(segment.from);
    if (segment.until === null) expect([ending.kind, following]).toEqual(["open", undefined]);
  }
}

function keyOf({ log, recordId, at }: Pick<AuditEvent, "log" | "recordId" | "at">): string {
  return `${log} ${recordId} ${at}`;
}
