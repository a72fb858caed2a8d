import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import { bootLogs, nextStarts, sharedLogs } from "@/lib/domain/pairing/testing/boot-log";
import { busyHost } from "@/lib/domain/pairing/testing/busy-host";
import { asTruth, pairedAsReference, pairedAsReferenceHost } from "@/lib/domain/pairing/testing/compared";
import { referenceHost } from "@/lib/domain/pairing/testing/reference-host";
import { referenceSessions } from "@/lib/domain/pairing/testing/reference-model";
import { stories } from "@/lib/domain/pairing/testing/story";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import type { Figure } from "./figure";

const HISTORIES = Number(process.env.CURFEW_RUNS ?? 100_000);
const SHARED = Math.ceil(HISTORIES / 4);
const STORIES = Math.ceil(HISTORIES / 10);
const BATCH = 1000;
const SIZES = [250_000, 500_000, 1_000_000];

/** The engine against the reference model and the truth of told stories, and how fast it is alone. */
export async function run(): Promise<Figure[]> {
  // First, while all events have the one shape that readers give them.
  const speed = SIZES.map(throughput);
  return [
    ...speed,
    agreement(
      "pairing, histories as the reference model says",
      HISTORIES,
      fc.tuple(bootLogs, nextStarts),
      (one) => {
        const [events, nextAt] = one;
        return [pairedAsReference(events, nextAt), referenceSessions(events, nextAt)];
      },
    ),
    agreement("pairing, LogonIds given again, as the reference model says", SHARED, sharedLogs, (events) => [
      pairedAsReferenceHost(events),
      referenceHost(events),
    ]),
    agreement("pairing, told stories as they were told", STORIES, stories, ({ events, truth }) => [
      pairHost(events).sessions.map(asTruth),
      truth,
    ]),
  ];
}

function agreement<T>(
  what: string,
  histories: number,
  kind: fc.Arbitrary<T>,
  compare: (one: T) => readonly [found: readonly unknown[], expected: readonly unknown[]],
): Figure {
  const startedAt = performance.now();
  let sessions = 0;
  for (let done = 0; done < histories; done += BATCH) {
    for (const one of fc.sample(kind, { numRuns: Math.min(BATCH, histories - done), seed: done + 1 })) {
      const [found, expected] = compare(one);
      if (!isDeepStrictEqual(found, expected)) {
        throw new Error(`${what}: not so for ${JSON.stringify(one)}\nfound ${JSON.stringify(found)}`);
      }
      sessions += expected.length;
    }
  }
  const ms = performance.now() - startedAt;
  const says = `${count(histories)} of ${count(histories)}, ${count(sessions)} sessions, ${took(ms)}`;
  return { what, says, values: { histories, sessions, ms } };
}

function throughput(records: number): Figure {
  const events = busyHost(records);
  pairHost(events.slice(0, 50_000));
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const { boots, sessions } = pairHost(events);
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000;
  const rate = Math.round((records / ms) * 1000);
  const says = `${count(rate)} events/s, ${took(ms)} (${took(cpuMs)} of processor time, collector included): ${count(sessions.length)} sessions in ${count(boots.length)} boots`;
  const values = { eventsPerSecond: rate, ms, cpuMs, sessions: sessions.length, boots: boots.length };
  return { what: `pairing, ${count(records)} events of one host`, says, values };
}
