import type { AuditEvent } from "@/lib/domain/audit-event";
import { ensureAuditMonths } from "@/lib/storage/audit-events";
import { inBulkTransaction } from "@/lib/storage/bulk-transaction";
import { type BulkEventRow, copyAuditEvents } from "@/lib/storage/copy-audit-events";
import type { Database } from "@/lib/storage/database";
import { lockHosts } from "@/lib/storage/lock-host";
import { markPairDue } from "@/lib/storage/pair-due";
import type { WantedBoot } from "@/lib/storage/place-events";
import type { SentLine } from "@/lib/storage/raw-blocks";
import { findAccountIds, resolveAccounts } from "@/lib/storage/resolve-accounts";
import { withRetry } from "@/lib/storage/with-retry";
import { faultOf, type RawRecord } from "./event-fault";
import { accountOfEvent } from "./person-account";
import { placeLogged } from "./place-logged";

export interface LoggedBatch {
  readonly events: readonly LoggedOfHost[];
  /** The import that brings them; null for a shipper. */
  readonly importId: number | null;
  readonly now: Date;
  /** Boots of which their host tells the beginning: it knows that better than a record with a wrong clock. */
  readonly knownBoots?: readonly WantedBoot[];
}

export interface LoggedOfHost {
  readonly hostId: number;
  readonly event: AuditEvent;
  readonly raw: RawRecord | null;
  /** In place of `raw`. */
  readonly line?: SentLine | null;
}

export interface KeptLog {
  readonly added: number;
  /** They were there before, or stand in the batch twice. */
  readonly duplicates: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

/**
 * The door for whole logs: once this returns, the events are on disk, each once, and their boots are due for pairing
 * (`pairDue`). Twice, shuffled, split or at once ends in the same rows. One bad event never stops the others.
 */
export async function ingestLogged(db: Database, batch: LoggedBatch): Promise<KeptLog> {
  const { importId, now } = batch;
  const rejected: { index: number; reason: string }[] = [];
  const events: (LoggedOfHost & { readonly rawText: string | null })[] = [];
  for (const [index, logged] of batch.events.entries()) {
    const { hostId, event, raw, line = null } = logged;
    const rawText = raw && JSON.stringify(raw);
    // Nearly none escapes a character by its number, and of those that do not every one can be kept.
    const doubtful = rawText?.includes("\\u") ? raw : null;
    const reason = faultOf(event, doubtful, now, line !== null);
    if (reason === null) events.push({ hostId, event, raw, line, rawText });
    else rejected.push({ index, reason });
  }
  if (events.length === 0) return { added: 0, duplicates: 0, rejected };
  const [accountIds] = await Promise.all([
    accountIdsOf(db, events, now),
    ensureAuditMonths(
      db,
      events.map(({ event }) => event.at),
    ),
  ]);
  const added = await inBulkTransaction(db, async (client) => {
    await lockHosts(client, new Set(events.map(({ hostId }) => hostId)));
    const { bootIds, due } = await placeLogged(client, events, batch.knownBoots);
    const rows = events.map(
      ({ hostId, event, line, rawText }, i): BulkEventRow => ({
        hostId,
        event,
        raw: line ?? rawText,
        bootId: bootIds[i] ?? 0,
        accountId: event.sid === null ? null : (accountIds.get(event.sid) ?? null),
      }),
    );
    const gained = await copyAuditEvents(client, rows, { now, importId });
    await markPairDue(client, [...due, ...gained], now);
    return gained.reduce((sum, one) => sum + one.count, 0);
  });
  return { added, duplicates: events.length - added, rejected };
}

/** Accounts are made ahead, in a transaction of their own: two batches that meet the same people wait for no log. */
async function accountIdsOf(
  db: Database,
  events: readonly LoggedOfHost[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Map<string, AuditEvent>();
  for (const { event } of events) {
    if (event.sid !== null && event.userName !== null && !wanted.has(event.sid)) wanted.set(event.sid, event);
  }
  const known = await findAccountIds(db, [...wanted.keys()]);
  const facts = [...wanted.values()].flatMap(accountOfEvent);
  if (facts.every(({ key }) => known.has(key))) return known;
  const accounts = await withRetry(db, (tx) => resolveAccounts(tx, facts, now));
  return new Map([...accounts].map(([key, { id }]) => [key, id]));
}
