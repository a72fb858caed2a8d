import type { PairedSession } from "@/lib/domain/ending";
import { hasNewOrphan, strangeLogonIds, windowAfter } from "@/lib/domain/pairing/incremental-window";
import { pairBoot } from "@/lib/domain/pairing/pair-boot";
import type { Tx } from "@/lib/storage/database";
import { notifyAll } from "@/lib/storage/notifications";
import {
  findReopenedBoots,
  loadPlainWindows,
  lockPlainBoots,
  type PlainWindow,
  takeDueBoots,
} from "@/lib/storage/pair-together";
import { replaceOpenSessionsOf } from "@/lib/storage/paired-sessions";
import { resolveAccounts } from "@/lib/storage/resolve-accounts";
import { UNCUT } from "./cut-keys";
import { accountOf, rowsOf, SEAM_RECORDS } from "./pair-stored-boot";
import { LATE, WAITING } from "./prove-targets";

/**
 * Pairs what most hosts leave due: a few more records of the boot that runs. In one transaction for all of them, in which
 * each statement speaks for all. Answers the hosts that are done with; whatever takes more thought is left due.
 */
export async function pairTogether(tx: Tx, hostIds: readonly number[], now: Date): Promise<number[]> {
  const asked = { hostIds, cutPrefix: UNCUT, waiting: WAITING, late: LATE };
  const plain = await lockPlainBoots(tx, asked);
  const windows = await loadPlainWindows(tx, plain, SEAM_RECORDS);
  const paired = (await withoutReopened(tx, windows)).flatMap((window) => {
    const sessions = sessionsOf(window);
    return sessions ? [{ ...window, sessions }] : [];
  });
  if (paired.length === 0) return [];
  const facts = paired.flatMap(({ hostId, sessions }) => sessions.map((one) => accountOf(hostId, one)));
  const accounts = await resolveAccounts(tx, facts, now);
  const changed = await replaceOpenSessionsOf(
    tx,
    paired.map(({ hostId, bootId, sessions }) => {
      return { hostId, bootId, rows: rowsOf(hostId, sessions, accounts, null) };
    }),
  );
  await takeDueBoots(tx, paired);
  const ofChanged = paired.filter(({ bootId }) => changed.has(bootId));
  await notifyAll(
    tx,
    ofChanged.map(({ hostId }) => ({ kind: "history", hostId })),
  );
  return paired.map(({ hostId }) => hostId);
}

/** Later records can speak of settled sessions: then seams are to be undone, boot by boot. */
async function withoutReopened(tx: Tx, windows: readonly PlainWindow[]): Promise<PlainWindow[]> {
  const strange = windows.flatMap(({ hostId, bootId, seam, carried, later }) =>
    seam ? [{ hostId, bootId, seam, strange: strangeLogonIds(carried, later) }] : [],
  );
  const reopened = await findReopenedBoots(tx, strange);
  return windows.filter(({ bootId }) => !reopened.has(bootId));
}

/** Null where the boot has to be looked at by itself: a seam may be due, or undone, or an account has only a name. */
function sessionsOf({ key, seam, carried, later }: PlainWindow): readonly PairedSession[] | null {
  if (later.length >= SEAM_RECORDS) return null;
  const events = seam ? windowAfter(seam, carried, later) : later;
  if (seam?.isOpenToOrphans && hasNewOrphan(carried, events)) return null;
  const { sessions } = pairBoot({ key, ordinal: 0, events }, null);
  return sessions.every(({ sid }) => sid !== null) ? sessions : null;
}
