import type { PairedSession } from "@/lib/domain/ending";
import type { BootRun } from "@/lib/domain/pairing/cut-boots";
import { pairBoot } from "@/lib/domain/pairing/pair-boot";
import { listBootEvents, listHeadEvents } from "@/lib/storage/audit-events";
import type { BootRow } from "@/lib/storage/boots";
import type { Tx } from "@/lib/storage/database";
import { findAccountByName } from "@/lib/storage/find-account-by-name";
import { replaceBootSessions, type SessionRow } from "@/lib/storage/paired-sessions";
import { type AccountFacts, type ResolvedAccount, resolveAccounts } from "@/lib/storage/resolve-accounts";
import { accountFacts } from "./person-account";

export interface StoredBoot {
  readonly hostId: number;
  /** All boots of the host, oldest first. */
  readonly boots: readonly BootRow[];
  readonly index: number;
  readonly now: Date;
}

/** Pairs one boot from what is stored of it; answers how many session rows that changed. */
export async function pairStoredBoot(tx: Tx, stored: StoredBoot): Promise<number> {
  const { hostId, boots, index, now } = stored;
  const boot = boots[index];
  if (!boot) return 0;
  const events = await listBootEvents(tx, hostId, boot.id);
  const next = await findNext(tx, stored);
  const run = { key: boot.key, ordinal: index + 1, events };
  const { sessions } = pairBoot(run, next);
  const accounts = await findAccounts(tx, hostId, sessions, now);
  const rows = new Map<string, SessionRow>();
  for (const session of sessions) {
    const account = accounts.get(accountKey(hostId, session));
    if (account && !rows.has(session.logonId)) rows.set(session.logonId, toRow(session, account));
  }
  return replaceBootSessions(tx, hostId, boot.id, [...rows.values()]);
}

/** The head of the next boot of which anything is known; one without events says nothing yet. */
async function findNext(tx: Tx, { hostId, boots, index }: StoredBoot): Promise<BootRun | null> {
  for (let i = index + 1; i < boots.length; i++) {
    const boot = boots[i];
    const events = boot ? await listHeadEvents(tx, hostId, boot.id) : [];
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

function accountOf(hostId: number, session: PairedSession): AccountFacts {
  const { sid, domainName, userName } = session;
  const key = accountKey(hostId, session);
  const facts = accountFacts({ key, domain: domainName ?? "", name: userName ?? key, displayName: "" });
  return sid === null ? { ...facts, isPerson: false } : facts;
}

function toRow(session: PairedSession, account: ResolvedAccount): SessionRow {
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
  };
}
