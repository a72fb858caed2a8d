import type { ReportedEvent } from "@/lib/protocol/messages";
import { type GainedEvents, insertAuditEvents, isInHead } from "@/lib/storage/audit-events";
import { listBoots } from "@/lib/storage/boots";
import type { Tx } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";
import { type AccountFacts, resolveAccounts } from "@/lib/storage/resolve-accounts";
import { pairStoredBoot } from "./pair-stored-boot";
import { accountFacts } from "./person-account";
import { placeInBoots } from "./place-in-boots";
import { proveTargets } from "./prove-targets";
import { recutBoots } from "./recut-boots";

export interface EventBatch {
  readonly hostId: number;
  /** The boot that the host is in, where the source knows it: an import does not. */
  readonly currentBoot: { readonly key: string; readonly startedAt: number } | null;
  /** How far the host's clock is ahead. */
  readonly clockSkewMs: number;
  readonly events: readonly ReportedEvent[];
  readonly now: Date;
}

export interface IngestedEvents {
  /** Rows that were not there before. */
  readonly added: number;
  readonly provedOrderIds: readonly number[];
}

/**
 * The one door for audit events: keeps what is new, pairs the boots it touched again, and proves what that proves. Twice,
 * shuffled or split ends in the same state. The months must be there (`ensureAuditMonths`), and the caller holds the
 * host's row, so that one host's batches follow each other.
 */
export async function ingestEvents(tx: Tx, batch: EventBatch): Promise<IngestedEvents> {
  const { hostId, now, clockSkewMs } = batch;
  const { gained, recut } = await keepNew(tx, batch);
  const bootIds = await pairAgain(tx, { hostId, gained, recut, now });
  const provedOrderIds = await proveTargets(tx, { hostId, clockSkewMs, bootIds, now });
  const added = gained.reduce((sum, one) => sum + one.count, 0);
  return { added, provedOrderIds };
}

interface Kept {
  readonly gained: readonly GainedEvents[];
  /** Boots whose bounds have moved. */
  readonly recut: ReadonlySet<number>;
}

async function keepNew(tx: Tx, batch: EventBatch): Promise<Kept> {
  const { hostId, events, now } = batch;
  const placed = await placeInBoots(tx, batch);
  const accounts = await resolveAccounts(tx, events.flatMap(accountOf), now);
  const rows = placed.rows.flatMap(({ event, bootId }) => {
    const { raw, ...facts } = event;
    return [{ event: facts, bootId, accountId: accounts.get(event.sid ?? "")?.id ?? null, raw }];
  });
  const gained = await insertAuditEvents(tx, hostId, now, rows);
  return { gained, recut: placed.mustCut ? await recutBoots(tx, hostId) : new Set() };
}

function accountOf({ sid, userName, domainName }: ReportedEvent): AccountFacts[] {
  if (sid === null || userName === null) return [];
  return [accountFacts({ key: sid, domain: domainName ?? "", name: userName, displayName: "" })];
}

/** Pairs the boots that gained events, and those before them where their heads did: a head tells how the last boot ended. */
async function pairAgain(
  tx: Tx,
  { hostId, gained, recut, now }: Kept & { readonly hostId: number; readonly now: Date },
): Promise<number[]> {
  if (gained.length === 0 && recut.size === 0) return [];
  const boots = await listBoots(tx, hostId);
  const due = new Set<number>();
  for (const [i, boot] of boots.entries()) {
    const ofBoot = gained.filter((one) => one.bootId === boot.id);
    const isRecut = recut.has(boot.id);
    if (ofBoot.length === 0 && !isRecut) continue;
    due.add(i);
    if (i > 0 && (isRecut || (await isAnyInHead(tx, hostId, ofBoot)))) due.add(i - 1);
  }
  let changed = 0;
  for (const index of due) changed += await pairStoredBoot(tx, { hostId, boots, index, now });
  if (changed > 0) await notify(tx, { kind: "history", hostId });
  return [...due].flatMap((i) => boots[i]?.id ?? []);
}

async function isAnyInHead(tx: Tx, hostId: number, gained: readonly GainedEvents[]): Promise<boolean> {
  for (const one of gained) if (await isInHead(tx, hostId, one)) return true;
  return false;
}
