import { messageText } from "@/lib/domain/order-message";
import { LEASE_MS } from "@/lib/domain/target-state";
import type { Command } from "@/lib/protocol/messages";
import type { Tx } from "@/lib/storage/database";
import { type DueNotice, leaseDueNotices, lockDueNotices } from "@/lib/storage/target-notices";
import { commandOf } from "./command-of";
import { isWarnedLate } from "./warned-late";

export interface LeasedNotices {
  readonly commands: readonly Command[];
  readonly orderIds: readonly number[];
}

/** Warnings and reminders that are due, as messages for the gateway to sign. */
export async function leaseNotices(
  tx: Tx,
  now: Date,
  agent: { readonly hostId: number; readonly agentId: number },
): Promise<LeasedNotices> {
  const due = await lockDueNotices(tx, agent, now);
  const ids = due.map((notice) => notice.commandId);
  const leased = await leaseDueNotices(tx, ids, new Date(now.getTime() + LEASE_MS));
  const commands = due
    .filter((notice) => leased.has(notice.commandId))
    .map((notice): Command => {
      const text = messageText(notice.message, leftMs(notice, now));
      return { ...commandOf(now, notice), verb: "message", text };
    });
  return { commands, orderIds: [...new Set(due.map((notice) => notice.orderId))] };
}

/** Who is warned late has the whole grace from then on. */
function leftMs(notice: DueNotice, now: Date): number {
  if (notice.kind === "warn" && isWarnedLate(notice.startAt, now)) return notice.graceSeconds * 1000;
  return Math.max(0, notice.releaseAt.getTime() - now.getTime());
}
