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

/** The last step of a commit, told boot by boot to who looks on. False where it was stopped from outside. */
export async function pairWritten(
  work: ImportWork,
  importId: number,
  hostIds: readonly number[],
): Promise<boolean> {
  const dueBoots = await countPairDue(work.db, hostIds);
  if (dueBoots === 0) return true;
  if (!(await notePairing(work.db, importId, { dueBoots, leftBoots: dueBoots }))) return false;
  const ended = new AbortController();
  const stopped = new AbortController();
  const telling = tell(work, importId, hostIds, dueBoots, ended.signal, () => stopped.abort());
  try {
    await pairSome({ ...work, signal: AbortSignal.any([work.signal, stopped.signal]) }, hostIds);
  } finally {
    ended.abort();
    await telling;
  }
  return !stopped.signal.aborted;
}

async function tell(
  { db }: ImportWork,
  importId: number,
  hostIds: readonly number[],
  dueBoots: number,
  signal: AbortSignal,
  onStopped: () => void,
): Promise<void> {
  try {
    for await (const _ of setInterval(TELL_EVERY_MS, undefined, { signal })) {
      const leftBoots = await countPairDue(db, hostIds);
      const isWanted = await notePairing(db, importId, {
        dueBoots: Math.max(dueBoots, leftBoots),
        leftBoots,
      });
      if (!isWanted) return onStopped();
    }
  } catch {
    // The pairing has ended, or the database is away: then the pairing itself says so.
  }
}
