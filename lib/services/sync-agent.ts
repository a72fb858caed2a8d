import { compile } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { STALE_AFTER_MS } from "@/lib/domain/live-session";
import { type ReportedEvent, type SyncRequest, syncRequestSchema } from "@/lib/protocol/messages";
import { ensureAuditMonths } from "@/lib/storage/audit-events";
import type { Tx } from "@/lib/storage/database";
import { insertRejects } from "@/lib/storage/ingest-rejects";
import { lockHost } from "@/lib/storage/lock-host";
import { notify } from "@/lib/storage/notifications";
import { recordAgentRefusal } from "@/lib/storage/record-agent-refusal";
import { resolveAccounts } from "@/lib/storage/resolve-accounts";
import { touchHost } from "@/lib/storage/touch-host";
import { withRetry } from "@/lib/storage/with-retry";
import { applyReceipts } from "./apply-receipts";
import { applySessions } from "./apply-sessions";
import type { Context } from "./context";
import { faultOf, sampleOf } from "./event-fault";
import { ingestEvents } from "./ingest-events";
import { ingestLogged } from "./ingest-logged";
import { keepRejects, type RejectedRecord, toRow } from "./keep-rejects";
import { parseInput } from "./parse-input";
import { accountFacts } from "./person-account";
import { hasNews, skewOf } from "./report-facts";
import { requireAgent } from "./require-agent";
import { isList, takeList } from "./take-lists";
import { takeRecords } from "./take-records";

export interface SyncedAgent {
  /** Nothing is listed for this boot yet: the agent must send all sessions. */
  readonly wantsSessions: boolean;
  /** The agent would have its answer held until there is a command. */
  readonly wait: boolean;
}

type Agent = ReturnType<typeof requireAgent>;

/** The hottest parse of all: eight times as fast compiled, and the messages are the same. */
const reportSchema = compile(syncRequestSchema);

/** Takes in what a host tells; sent twice, it is kept once. Once this returns, everything in the report is on disk. */
export async function syncAgent(ctx: Context, input: unknown): Promise<SyncedAgent> {
  const agent = requireAgent(ctx.actor);
  const whole = parseInput(reportSchema, input);
  const { wait } = whole;
  const report = await withoutRecords(ctx, agent, whole);
  if (isQuiet(report) && (await touchHost(ctx.db, quietReport(ctx, agent, report)))) {
    return { wantsSessions: false, wait };
  }
  if (isList(report) && (await takeList(ctx.db, { agent, report, now: ctx.now }))) {
    return { wantsSessions: false, wait };
  }
  await refuseForeign(ctx, agent, report);
  const { events, rejects } = sortOut(ctx.now, report.events);
  await ensureAuditMonths(
    ctx.db,
    events.map((event) => event.at),
  );
  const wantsSessions = await withRetry(ctx.db, async (tx) => {
    await insertRejects(tx, sourceOf(agent), rejects.map(toRow), ctx.now);
    return apply(tx, ctx, agent, { ...report, events });
  });
  return { wantsSessions, wait };
}

/** What is left to take in, once records that can be kept by themselves or with those of other hosts are on disk. */
async function withoutRecords(ctx: Context, agent: Agent, report: SyncRequest): Promise<SyncRequest> {
  const { events, receipts } = report;
  if (events.length >= BACKLOG_EVENTS) {
    await refuseForeign(ctx, agent, report);
    await keepBacklog(ctx, agent, report);
    return { ...report, events: [] };
  }
  if (events.length === 0 || receipts.length > 0) return report;
  if (sortOut(ctx.now, events).rejects.length > 0) return report;
  const isTaken = await takeRecords(ctx.db, { agent, report, now: ctx.now });
  return isTaken ? { ...report, events: [] } : report;
}

/** What an agent has spooled while it was cut off: nobody waits for a proof out of so much. */
const BACKLOG_EVENTS = 500;

/** Kept and committed here, paired and proved as soon as the pairing loop comes to it. */
async function keepBacklog({ db, now }: Context, agent: Agent, report: SyncRequest): Promise<void> {
  const { hostId } = agent;
  const events = report.events.map((event) => ({ hostId, event, raw: event.raw }));
  const knownBoots = [{ hostId, key: report.bootId, startedAt: report.bootStartedAt }];
  const { rejected } = await ingestLogged(db, { events, importId: null, now, knownBoots });
  const rejects = rejected.flatMap(({ index, reason }) => {
    const event = report.events[index];
    return event ? [rejectOf(event, reason)] : [];
  });
  if (rejects.length > 0) await keepRejects(db, { source: sourceOf(agent), rejects, now });
}

async function apply(tx: Tx, ctx: Context, agent: Agent, report: SyncRequest): Promise<boolean> {
  const { now } = ctx;
  const { hostId } = agent;
  const host = await lockHost(tx, hostId);
  const clockSkewMs = skewOf(report, ctx.now);
  const isNewBoot = host.bootKey !== report.bootId;
  const isListed = report.sessions !== null || (!isNewBoot && host.reportedAt !== null);
  const mustRelist = report.sessions === null && host.relistAskedAt !== null;
  await writeFacts(tx, ctx, agent, { report, clockSkewMs, isListed });

  const movedOrderIds = new Set(await applyReceipts(tx, hostId, report.receipts, now));
  const sessions = report.sessions ?? (isNewBoot ? [] : null);
  if (sessions) {
    const people = sessions.map(({ account }) => accountFacts(account));
    const accounts = await resolveAccounts(tx, people, now);
    const applied = await applySessions(tx, { hostId, report, sessions, accounts, now });
    for (const id of applied.movedOrderIds) movedOrderIds.add(id);
    if (applied.changed > 0) await notify(tx, { kind: "sessions", hostIds: [hostId] });
  }
  // Somebody went idle, and that is all: no boot is new, no record came, and no target moved that one could prove.
  const isListAlone =
    report.events.length === 0 && movedOrderIds.size === 0 && !isNewBoot && host.reportedAt !== null;
  if (!isListAlone) {
    const currentBoot = { key: report.bootId, startedAt: report.bootStartedAt };
    const batch = { hostId, currentBoot, clockSkewMs, events: report.events, now };
    const { provedOrderIds } = await ingestEvents(tx, batch);
    for (const id of provedOrderIds) movedOrderIds.add(id);
  }
  if (movedOrderIds.size > 0)
    await notify(tx, { kind: "orders", orderIds: [...movedOrderIds], hostIds: [hostId] });
  if (hasNews(host, report, now)) await notify(tx, { kind: "hosts", hostId });
  return !isListed || mustRelist;
}

interface Facts {
  readonly report: SyncRequest;
  readonly clockSkewMs: number;
  readonly isListed: boolean;
}

async function writeFacts(tx: Tx, { now }: Context, agent: Agent, facts: Facts): Promise<void> {
  const { report, clockSkewMs, isListed } = facts;
  const { name, platform, os, isSimulated } = report.host;
  const policy = report.auditPolicy;
  await tx.host.update({
    where: { id: agent.hostId },
    data: {
      name,
      platform,
      os,
      isSimulated,
      clockSkewMs,
      bootKey: report.bootId,
      // Without a list of this boot nobody knows who is on: that is not the same as nobody.
      reportedAt: isListed ? now : null,
      ...(report.sessions === null ? {} : { relistAskedAt: null }),
      ...(policy
        ? {
            auditPolicy: {
              source: policy.source,
              subcategories: policy.subcategories.map((one) => ({ ...one })),
            },
          }
        : {}),
    },
  });
  await tx.agent.update({
    where: { id: agent.agentId },
    data: { lastSeenAt: now, version: report.agentVersion, health: { ...report.health } },
  });
}

function isQuiet(report: SyncRequest): boolean {
  const { sessions, events, receipts, auditPolicy } = report;
  return sessions === null && events.length === 0 && receipts.length === 0 && auditPolicy === null;
}

function quietReport(ctx: Context, agent: Agent, report: SyncRequest) {
  const { machineId, name, os, platform, isSimulated } = report.host;
  return {
    machineId,
    hostId: agent.hostId,
    agentId: agent.agentId,
    agentVersion: report.agentVersion,
    health: report.health,
    bootKey: report.bootId,
    name,
    os,
    platform,
    isSimulated,
    clockSkewMs: skewOf(report, ctx.now),
    now: ctx.now,
    staleAfterMs: STALE_AFTER_MS,
  };
}

/** A host speaks for itself alone. */
async function refuseForeign({ db, now }: Context, agent: Agent, report: SyncRequest): Promise<void> {
  const host = await db.prisma.host.findUnique({ where: { id: agent.hostId }, select: { machineId: true } });
  const { machineId } = report.host;
  if (host?.machineId !== machineId) {
    await recordAgentRefusal(db, now, foreignRefusal(agent, { machineId }));
    throw new DomainError(
      "forbidden",
      "This key was enrolled for another machine: enrol this one.",
      "host.machineId",
    );
  }
  if (report.receipts.length === 0) return;
  const foreign = await db.prisma.logoffTarget.findFirst({
    where: {
      commandId: { in: report.receipts.map((receipt) => receipt.commandId) },
      hostId: { not: agent.hostId },
    },
    select: { commandId: true },
  });
  if (!foreign) return;
  const { commandId } = foreign;
  await recordAgentRefusal(db, now, foreignRefusal(agent, { commandId }));
  throw new DomainError("forbidden", "A receipt is about another host's command.", "receipts");
}

function foreignRefusal(
  actor: Agent,
  detail: { readonly machineId: string } | { readonly commandId: string },
) {
  const { agentId, hostId } = actor;
  return { name: "agent.foreign_refused", actor, agentId, hostId, detail } as const;
}

/** An event that cannot be kept is put aside: sent again it would be no better, and the ones behind it would wait for ever. */
function sortOut(now: Date, reported: readonly ReportedEvent[]) {
  const events: ReportedEvent[] = [];
  const rejects: RejectedRecord[] = [];
  for (const event of reported) {
    const reason = faultOf(event, event.raw, now);
    if (reason === null) events.push(event);
    else rejects.push(rejectOf(event, reason));
  }
  return { events, rejects };
}

function rejectOf(event: ReportedEvent, reason: string): RejectedRecord {
  return { where: `${event.log} ${event.recordId}`, reason, sample: sampleOf(event) };
}

function sourceOf({ hostId }: Agent): string {
  return `host:${hostId}`;
}
