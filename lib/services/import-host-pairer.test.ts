import fc from "fast-check";
import { expect, test } from "vitest";
import type { AuditEvent } from "@/lib/domain/audit-event";
import type { PairedSession } from "@/lib/domain/ending";
import type { Leftover } from "@/lib/domain/pairing/leftover";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import { busyHost } from "@/lib/domain/pairing/testing/busy-host";
import { stories } from "@/lib/domain/pairing/testing/story";
import { HostPairer } from "./import-host-pairer";

function paired(events: readonly AuditEvent[], every: number) {
  const sessions: PairedSession[] = [];
  const leftovers: Leftover[] = [];
  let most = 0;
  const pairer = new HostPairer({
    session: (one) => sessions.push(one),
    leftover: (one) => leftovers.push(one),
  });
  for (const [i, event] of events.entries()) {
    pairer.add(event);
    most = Math.max(most, pairer.held);
    if (i % every === every - 1) pairer.settle();
  }
  pairer.finish();
  return { lines: sessions.map(lineOf).sort(), leftovers: leftovers.length, most, late: pairer.late };
}

function lineOf({ logonId, startedAt, startedBefore, ending, segments }: PairedSession): string {
  return JSON.stringify([
    logonId,
    startedAt,
    startedBefore,
    ending.kind,
    ending.at,
    ending.confidence,
    segments.length,
  ]);
}

test("a long log in its order: the sessions of the whole, and only the end of it held", () => {
  const events = busyHost(60_000);
  const whole = pairHost(events);
  const given = paired(events, 4_000);
  expect(given.lines).toEqual(whole.sessions.map(lineOf).sort());
  expect(given.leftovers).toBe(whole.leftovers.length);
  expect(given.late).toBe(0);
  expect(given.most).toBeLessThan(9_000);
});

test("any story, let go of at any moment: nobody's session is lost or told twice", () => {
  fc.assert(
    fc.property(stories, fc.integer({ min: 3, max: 40 }), ({ events }, every) => {
      const whole = pairHost(events);
      const given = paired(events, every);
      const ids = (lines: readonly string[]) => [...new Set(lines.map((line) => JSON.parse(line)[0]))].sort();
      if (given.late === 0) expect(ids(given.lines)).toEqual(ids(whole.sessions.map(lineOf)));
    }),
    { numRuns: 60, seed: 7 },
  );
});
