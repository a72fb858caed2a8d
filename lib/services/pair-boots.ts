import { groupBy } from "@/lib/domain/pairing/group-by";
import { isInHead } from "@/lib/storage/audit-events";
import { type BootRow, listBoots } from "@/lib/storage/boots";
import type { Tx } from "@/lib/storage/database";
import type { GainedEvents } from "@/lib/storage/insert-audit-events";
import { notify } from "@/lib/storage/notifications";
import { type PairingLimits, pairStoredBoot } from "./pair-stored-boot";

export interface DueBoots {
  readonly hostId: number;
  readonly gained: readonly GainedEvents[];
  /** Boots whose heads may have changed: a head tells how the boot before it ended. */
  readonly recut: ReadonlySet<number>;
  readonly now: Date;
  readonly limits?: PairingLimits;
}

/** Pairs the boots that gained events, and those before them where their heads did. Answers which they were. */
export async function pairBoots(
  tx: Tx,
  { hostId, gained, recut, now, limits = {} }: DueBoots,
): Promise<number[]> {
  if (gained.length === 0 && recut.size === 0) return [];
  const boots = await listBoots(tx, hostId);
  const due = new Set<number>();
  const gainedBy = groupBy(gained, ({ bootId }) => bootId);
  for (const [i, boot] of boots.entries()) {
    const ofBoot = gainedBy.get(boot.id) ?? [];
    const isRecut = recut.has(boot.id);
    if (ofBoot.length === 0 && !isRecut) continue;
    due.add(i);
    if (i > 0 && (isRecut || (await isAnyInHead(tx, boot, ofBoot)))) due.add(i - 1);
  }
  let changed = 0;
  for (const index of due) changed += await pairStoredBoot(tx, { hostId, boots, index, now, limits });
  if (changed > 0) await notify(tx, { kind: "history", hostId });
  return [...due].flatMap((i) => boots[i]?.id ?? []);
}

async function isAnyInHead(tx: Tx, boot: BootRow, gained: readonly GainedEvents[]): Promise<boolean> {
  for (const one of gained) if (await isInHead(tx, boot, one)) return true;
  return false;
}
