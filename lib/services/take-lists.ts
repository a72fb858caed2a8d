import type { Actor } from "@/lib/domain/actor";
import type { ReportedSession, SyncRequest } from "@/lib/protocol/messages";
import { batchesOf } from "@/lib/storage/batches";
import type { Database, Tx } from "@/lib/storage/database";
import { type Notice, notifyAll } from "@/lib/storage/notifications";
import { resolveAccounts } from "@/lib/storage/resolve-accounts";
import { withRetry } from "@/lib/storage/with-retry";
import { type FreeHost, lockFreeHosts, writeHostFacts, writeLists } from "@/lib/storage/write-lists";
import { liveRows, WAITING_TO_LEAVE } from "./apply-sessions";
import { accountFacts } from "./person-account";
import { hasNews, skewOf } from "./report-facts";

/** A report that lists who is on and tells nothing else. */
export interface ListReport {
  readonly agent: Extract<Actor, { kind: "agent" }>;
  readonly report: SyncRequest & { readonly sessions: readonly ReportedSession[] };
  readonly now: Date;
}

export function isList(report: SyncRequest): report is ListReport["report"] {
  const { sessions, events, receipts, auditPolicy } = report;
  return sessions !== null && events.length === 0 && receipts.length === 0 && auditPolicy === null;
}

/**
 * Takes in the lists of many hosts in one transaction, which is on disk once this returns. False where a list means more
 * than itself (another boot, an order that waits for a session to leave, another machine) or its host is busy: nothing of
 * it was written, and it has to be taken in by itself.
 */
export function takeList(db: Database, list: ListReport): Promise<boolean> {
  return lists(db).add(list);
}

const lists = batchesOf<ListReport, boolean>((db) => ({
  keyOf: ({ agent }) => agent.hostId,
  most: 200,
  // A transaction of several statements: worth more company than one statement is.
  gatherMs: 100,
  async take(reports) {
    const taken = await withRetry(db, (tx) => takeAll(tx, reports));
    return reports.map((report) => taken.has(report));
  },
}));

async function takeAll(tx: Tx, reports: readonly ListReport[]): Promise<ReadonlySet<ListReport>> {
  const hostIds = reports.map(({ agent }) => agent.hostId);
  const hosts = await lockFreeHosts(tx, hostIds, WAITING_TO_LEAVE);
  const plain = reports.filter((one) => isPlain(one, hosts.get(one.agent.hostId)));
  if (plain.length === 0) return new Set();
  const people = plain.flatMap(({ report }) => report.sessions.map(({ account }) => accountFacts(account)));
  // One instant for all of them: it is only for accounts that nobody has seen before.
  const accounts = await resolveAccounts(tx, people, plain[0]?.now ?? new Date());
  const changed = await writeLists(
    tx,
    plain.map(({ agent: { hostId }, report, now }) => {
      return { hostId, now, rows: liveRows(report, report.sessions, accounts) };
    }),
  );
  const firstBoots = plain.map(({ agent }) => agent.hostId).filter((id) => hosts.get(id)?.hasBoots === false);
  await writeHostFacts(tx, plain.map(factsOf), new Set(firstBoots));
  const told = plain.filter(({ agent, report, now }) => {
    const host = hosts.get(agent.hostId);
    return host && hasNews(host, report, now);
  });
  const notices: Notice[] = told.map(({ agent }) => ({ kind: "hosts", hostId: agent.hostId }));
  if (changed.length > 0) notices.push({ kind: "sessions", hostIds: changed });
  await notifyAll(tx, notices);
  return new Set(plain);
}

function isPlain({ report }: ListReport, host: FreeHost | undefined): boolean {
  if (!host || host.machineId !== report.host.machineId || host.hasWaiting) return false;
  if (host.bootKey === null) return !host.hasBoots;
  return host.bootKey === report.bootId && host.reportedAt !== null;
}

function factsOf({ agent, report, now }: ListReport) {
  const { name, platform, os, isSimulated } = report.host;
  return {
    hostId: agent.hostId,
    agentId: agent.agentId,
    name,
    platform,
    os,
    isSimulated,
    clockSkewMs: skewOf(report, now),
    bootKey: report.bootId,
    bootStartedAt: new Date(report.bootStartedAt),
    agentVersion: report.agentVersion,
    health: { ...report.health },
    now,
  };
}
