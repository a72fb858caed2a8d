import { setInterval } from "node:timers/promises";
import { notePairing } from "@/lib/storage/import-progress";
import { countPairDue } from "@/lib/storage/pair-due";
import type { ImportWork } from "./import-work";
import { pairDue } from "./pair-due";

const TELL_EVERY_MS = 300;

/** Pairs what the import has made due so far. */
export async function pairSome({ db, now, signal }: ImportWork, hostIds: readonly number[]): Promise<void> {
  // The events are in the history: a host that cannot be paired now stays due, and the gateway's own loop tries again.
  await pairDue(db, { hostIds, now, signal, onFailure: () => {} });
}

/** The last step of a commit, told boot by boot to who looks on. */
export async function pairWritten(
  work: ImportWork,
  importId: number,
  hostIds: readonly number[],
): Promise<void> {
  const dueBoots = await countPairDue(work.db, hostIds);
  if (dueBoots === 0) return;
  await notePairing(work.db, importId, { dueBoots, leftBoots: dueBoots });
  const told = new AbortController();
  const telling = tell(work, importId, hostIds, dueBoots, told.signal);
  try {
    await pairSome(work, hostIds);
  } finally {
    told.abort();
    await telling;
  }
}

async function tell(
  { db }: ImportWork,
  importId: number,
  hostIds: readonly number[],
  dueBoots: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const _ of setInterval(TELL_EVERY_MS, undefined, { signal })) {
      const leftBoots = await countPairDue(db, hostIds);
      await notePairing(db, importId, { dueBoots: Math.max(dueBoots, leftBoots), leftBoots });
    }
  } catch {
    // The pairing has ended, or the database is away: then the pairing itself says so.
  }
}
