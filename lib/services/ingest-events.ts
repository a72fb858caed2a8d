import type { ReportedEvent } from "@/lib/protocol/messages";
import type { Tx } from "@/lib/storage/database";
import { type GainedEvents, insertAuditEvents } from "@/lib/storage/insert-audit-events";
import { resolveAccounts } from "@/lib/storage/resolve-accounts";
import { pairBoots } from "./pair-boots";
import { accountOfEvent } from "./person-account";
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
 * The door for what a host tells about itself: keeps what is new, pairs the boots it touched again, and proves what that proves. Twice,
 * shuffled or split ends in the same state. The months must be there (`ensureAuditMonths`), and the caller holds the
 * host's row, so that one host's batches follow each other.
 */
export async function ingestEvents(tx: Tx, batch: EventBatch): Promise<IngestedEvents> {
  const { hostId, now, clockSkewMs } = batch;
  const { gained, recut } = await keepNew(tx, batch);
  const bootIds = await pairBoots(tx, { hostId, gained, recut, now });
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
  const accounts = await resolveAccounts(tx, events.flatMap(accountOfEvent), now);
  const rows = placed.rows.map(({ event, bootId }) => {
    const { raw, ...facts } = event;
    return { hostId, event: facts, bootId, accountId: accounts.get(event.sid ?? "")?.id ?? null, raw };
  });
  const gained = await insertAuditEvents(tx, rows, now);
  return { gained, recut: placed.mustCut ? await recutBoots(tx, hostId) : new Set() };
}
