import type { AuditEvent } from "@/lib/domain/audit-event";
import type { PairedSession } from "@/lib/domain/ending";
import type { BootRun } from "@/lib/domain/pairing/cut-boots";
import { findSeam, type Seam } from "@/lib/domain/pairing/incremental";
import { hasNewOrphan, strangeLogonIds, windowAfter } from "@/lib/domain/pairing/incremental-window";
import { pairBoot } from "@/lib/domain/pairing/pair-boot";
import { listHeadEvents } from "@/lib/storage/audit-events";
import type { BootRow } from "@/lib/storage/boots";
import type { Tx } from "@/lib/storage/database";
import { findAccountByName } from "@/lib/storage/find-account-by-name";
import {
  deleteSeamsAfter,
  findLastSeam,
  findSettledStart,
  insertSeam,
  loadWindow,
} from "@/lib/storage/pair-window";
import { replaceOpenSessions, type SessionRow, settleSessions } from "@/lib/storage/paired-sessions";
import { type AccountFacts, type ResolvedAccount, resolveAccounts } from "@/lib/storage/resolve-accounts";
import { accountFacts } from "./person-account";

export interface StoredBoot {
  readonly hostId: number;
  /** All boots of the host, oldest first. */
  readonly boots: readonly BootRow[];
  readonly index: number;
  readonly now: Date;
  readonly limits?: PairingLimits;
}

export interface PairingLimits {
  /** So many records are paired at once; beyond, what is settled is left behind a seam. */
  readonly windowRecords?: number;
  /** A seam is worth its while from so many records on. */
  readonly seamRecords?: number;
}

export const SEAM_RECORDS = 500;

/**
 * Pairs one boot from what is stored of it, from its last seam on; answers how many session rows that changed. What it
 * costs depends on what came in, not on how long the boot has lasted.
 */
export async function pairStoredBoot(tx: Tx, stored: StoredBoot): Promise<number> {
  const { hostId, boots, index } = stored;
  const { windowRecords = 4_000, seamRecords = SEAM_RECORDS } = stored.limits ?? {};
  const boot = boots[index];
  if (!boot) return 0;
  const next = await findNext(tx, stored);
  let changed = 0;
  let least = windowRecords;
  for (let limit = least; ; ) {
    const last = await findLastSeam(tx, hostId, boot.id);
    const { carried, later, isWhole } = await loadWindow(tx, hostId, boot, last?.seam ?? null, limit);
    const window = last ? windowAfter(last.seam, carried, later) : later;
    if (last && (await undoSeams(tx, hostId, boot, last.seam, { carried, later, window }))) {
      // The same windows would find the same seams and undo them again, for ever.
      least *= 2;
      limit = least;
      continue;
    }
    const { sessions } = pairBoot({ key: boot.key, ordinal: index + 1, events: window }, next);
    const found = later.length >= seamRecords ? findSeam(window, last?.seam ?? null) : null;
    if (!isWhole && !found) {
      limit *= 2;
      continue;
    }
    const seamId = found ? await insertSeam(tx, hostId, boot.id, found.seam) : null;
    const settled = sessions.filter(({ logonId }) => found?.settled.has(logonId));
    const open = sessions.filter(({ logonId }) => !found?.settled.has(logonId));
    if (seamId !== null)
      changed += await settleSessions(tx, {
        hostId,
        bootId: boot.id,
        rows: await toRows(tx, stored, settled, seamId),
      });
    if (isWhole) {
      const rows = await toRows(tx, stored, open, null);
      return changed + (await replaceOpenSessions(tx, { hostId, bootId: boot.id, rows }));
    }
    limit = least;
  }
}

interface Window {
  readonly carried: readonly AuditEvent[];
  readonly later: readonly AuditEvent[];
  readonly window: readonly AuditEvent[];
}

/** Later records can speak of settled sessions after all: then these are opened again. */
async function undoSeams(
  tx: Tx,
  hostId: number,
  boot: BootRow,
  seam: Seam,
  { carried, later, window }: Window,
): Promise<boolean> {
  if (seam.isOpenToOrphans && hasNewOrphan(carried, window)) {
    return (await deleteSeamsAfter(tx, hostId, boot.id, null)) > 0;
  }
  const strange = strangeLogonIds(carried, later);
  const startedAt = await findSettledStart(tx, hostId, boot, seam, strange);
  return startedAt !== null && (await deleteSeamsAfter(tx, hostId, boot.id, startedAt)) > 0;
}

async function toRows(
  tx: Tx,
  { hostId, now }: StoredBoot,
  sessions: readonly PairedSession[],
  seamId: number | null,
): Promise<SessionRow[]> {
  if (sessions.length === 0) return [];
  return rowsOf(hostId, sessions, await findAccounts(tx, hostId, sessions, now), seamId);
}

/** One row for a LogonId, of those whose accounts are known. */
export function rowsOf(
  hostId: number,
  sessions: readonly PairedSession[],
  accounts: ReadonlyMap<string, ResolvedAccount>,
  seamId: number | null,
): SessionRow[] {
  const rows = new Map<string, SessionRow>();
  for (const session of sessions) {
    const account = accounts.get(accountKey(hostId, session));
    if (account && !rows.has(session.logonId)) rows.set(session.logonId, toRow(session, account, seamId));
  }
  return [...rows.values()];
}

/** The head of the next boot of which anything is known; one without events says nothing yet. */
async function findNext(tx: Tx, { hostId, boots, index }: StoredBoot): Promise<BootRun | null> {
  for (let i = index + 1; i < boots.length; i++) {
    const boot = boots[i];
    const events = boot ? await listHeadEvents(tx, hostId, boot) : [];
    if (boot && events.length > 0) return { key: boot.key, ordinal: i + 1, events };
  }
  return null;
}

async function findAccounts(
  tx: Tx,
  hostId: number,
  sessions: readonly PairedSession[],
  now: Date,
): Promise<Map<string, ResolvedAccount>> {
  const named = new Map<string, ResolvedAccount>();
  for (const session of sessions.filter(({ sid }) => sid === null)) {
    const found = await findAccountByName(tx, hostId, session.domainName ?? "", session.userName ?? "");
    if (found) named.set(accountKey(hostId, session), found);
  }
  const others = sessions.filter((session) => !named.has(accountKey(hostId, session)));
  const resolved = await resolveAccounts(
    tx,
    others.map((session) => accountOf(hostId, session)),
    now,
  );
  return new Map([...resolved, ...named]);
}

/** Some records name a person without a SID (4778, 4779): such an account is known by its name. */
function accountKey(hostId: number, { sid, domainName, userName }: PairedSession): string {
  const where = domainName ? domainName.toLowerCase() : `host:${hostId}`;
  return sid ?? `name:${where}\\${(userName ?? "").toLowerCase()}`;
}

export function accountOf(hostId: number, session: PairedSession): AccountFacts {
  const { sid, domainName, userName } = session;
  const key = accountKey(hostId, session);
  const facts = accountFacts({ key, domain: domainName ?? "", name: userName ?? key, displayName: "" });
  return sid === null ? { ...facts, isPerson: false } : facts;
}

function toRow(session: PairedSession, account: ResolvedAccount, seamId: number | null): SessionRow {
  const { ending } = session;
  return {
    logonId: session.logonId,
    linkedLogonId: session.linkedLogonId,
    sessionId: session.sessionId,
    accountId: account.id,
    associateId: account.associateId,
    logonType: session.logonType,
    address: session.address,
    startedAt: session.startedAt,
    startedBefore: session.startedBefore,
    startRecord: session.startRecord?.recordId ?? null,
    endKind: ending.kind,
    endAt: ending.at,
    endNotBefore: ending.notBefore,
    endNotAfter: ending.notAfter,
    endConfidence: ending.confidence,
    endBecause: ending.because,
    endRecords: ending.records,
    segments: session.segments,
    clockStepSeconds: session.clockStepSeconds,
    seamId,
  };
}
