import type { Tx } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";
import { listJustDueHosts, listUntoldNotices, returnNotices } from "@/lib/storage/target-notices";
import { settleNotice } from "./apply-notice-receipts";

/** Longer than the pause between two sweeps: a word that was lost is given again. */
const JUST_DUE_MS = 3_000;
const PER_SWEEP = 500;

/** The agents of these hosts hold a request open: it is answered with what fell due. */
export async function wakeDueHosts(tx: Tx, now: Date): Promise<void> {
  const hostIds = await listJustDueHosts(tx, now, JUST_DUE_MS);
  if (hostIds.length > 0) await notify(tx, { kind: "orders", orderIds: [], hostIds });
}

/** Warnings that were never acknowledged go out again; those that were taken and never told of count as not shown. */
export async function sweepNotices(
  tx: Tx,
  now: Date,
): Promise<{ readonly orderId: number; readonly hostId: number }[]> {
  await returnNotices(tx, now);
  const untold = await listUntoldNotices(tx, now, PER_SWEEP);
  for (const notice of untold) {
    const detail = "the host took the message and never told what became of it";
    await settleNotice(tx, notice, { isShown: false, detail, at: now, now });
  }
  return untold;
}
