import type { Receipt } from "@/lib/protocol/messages";
import type { Tx } from "@/lib/storage/database";
import { moveTarget } from "@/lib/storage/move-target";
import { noteTarget } from "@/lib/storage/note-target";
import { type AnsweredNotice, findNotices, tellNotice } from "@/lib/storage/target-notices";
import { isWarnedLate } from "./warned-late";

/** What became of warnings and reminders. Only the warning moves its target; answers the orders that were touched. */
export async function applyNoticeReceipts(
  tx: Tx,
  hostId: number,
  receipts: readonly Receipt[],
  now: Date,
): Promise<number[]> {
  const ids = [...new Set(receipts.map((receipt) => receipt.commandId))];
  const notices = await findNotices(tx, hostId, ids);
  const touched: number[] = [];
  for (const notice of notices) {
    for (const receipt of receipts) {
      if (receipt.commandId !== notice.commandId) continue;
      if (await applyOne(tx, notice, receipt, now)) touched.push(notice.orderId);
    }
  }
  return touched;
}

async function applyOne(tx: Tx, notice: AnsweredNotice, receipt: Receipt, now: Date): Promise<boolean> {
  const { commandId, step, detail } = receipt;
  if (step === "accepted") {
    return tellNotice(tx, commandId, { state: "accepted", at: now, detail });
  }
  return settleNotice(tx, notice, { isShown: step === "shown", detail, at: new Date(receipt.at), now });
}

export interface ToldNotice {
  readonly isShown: boolean;
  readonly detail: string;
  readonly at: Date;
  readonly now: Date;
}

/** Keeps whether somebody could see it; the warning then lets its target go on, or leaves its session alone. */
export async function settleNotice(tx: Tx, notice: AnsweredNotice, told: ToldNotice): Promise<boolean> {
  const { targetId, commandId } = notice;
  const { isShown, at, now } = told;
  const state = isShown ? "shown" : "not_shown";
  if (!(await tellNotice(tx, commandId, { state, at, detail: told.detail }))) return false;
  const words = isShown ? `shown${told.detail && `: ${told.detail}`}` : `not shown: ${told.detail}`;
  if (notice.kind === "remind") {
    return noteTarget(tx, { targetId, state: "warned", at, source: "agent", detail: `reminder ${words}` });
  }
  const step = { targetId, at, knownAt: now, source: "agent" } as const;
  if (!isShown && notice.onlyIfWarned) {
    return moveTarget(tx, { ...step, to: "refused", detail: `left as it is: the warning was ${words}` });
  }
  const isMoved = await moveTarget(tx, { ...step, to: "warned", detail: words });
  if (!isMoved) return false;
  const isLate = isWarnedLate(notice.startAt, now);
  await tx.logoffTarget.update({
    where: { id: targetId },
    data: {
      warnedAt: now,
      warning: state,
      releaseAt: isLate ? new Date(now.getTime() + notice.graceSeconds * 1000) : null,
    },
  });
  return true;
}
