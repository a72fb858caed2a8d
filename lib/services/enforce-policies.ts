import { randomUUID } from "node:crypto";
import { DomainError } from "@/lib/domain/errors";
import { STALE_AFTER_MS } from "@/lib/domain/live-session";
import { type PolicySteps, type PolicyTerms, type PolicyVerb, policySentence } from "@/lib/domain/policy";
import { findBreaches } from "@/lib/domain/policy-breach";
import { MINUTE, type ZoneClock, zoneClock } from "@/lib/domain/zone-clock";
import { LOCK, withLock } from "@/lib/storage/advisory-locks";
import { notify } from "@/lib/storage/notifications";
import { listLivePolicySessions, type PolicySessionRow } from "@/lib/storage/policy-sessions";
import type { Context } from "./context";
import { MAX_TARGETS } from "./order-request";
import { policyTermsInput } from "./policy-terms";
import { requestOrder } from "./request-order";
import { holdsFor } from "./simulate-policy";
import { readSiteZone } from "./site-zone";

/** A session that an order did not end is ordered off again after so long, not every few seconds. */
const AGAIN_AFTER_MS = 60 * MINUTE;

interface ActivePolicy {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly terms: PolicyTerms;
}

/** Holds every policy that is on or watching against what is live now. Answers how many sessions were found in breach. */
export async function enforcePolicies(ctx: Context): Promise<number> {
  if (ctx.actor.kind !== "system") throw new DomainError("forbidden", "Only Curfew itself keeps policies.");
  const kept = await withLock(ctx.db, LOCK.policies, () => keepAll(ctx));
  return kept?.value ?? 0;
}

async function keepAll(ctx: Context): Promise<number> {
  const rows = await ctx.db.prisma.policy.findMany({
    where: { removedAt: null, state: { in: ["on", "watching"] } },
    orderBy: { id: "asc" },
  });
  if (rows.length === 0) return 0;
  const live = await listLivePolicySessions(ctx.db, new Date(ctx.now.getTime() - STALE_AFTER_MS));
  const clock = zoneClock((await readSiteZone(ctx)).timeZone);
  let acts = 0;
  for (const row of rows) {
    const policy = { ...row, terms: policyTermsInput.parse(row.terms) };
    acts += await enforce(ctx, policy, live, clock);
  }
  return acts;
}

async function enforce(
  ctx: Context,
  policy: ActivePolicy,
  live: readonly PolicySessionRow[],
  clock: ZoneClock,
): Promise<number> {
  const now = ctx.now.getTime();
  const held = live.filter((row) => holdsFor(policy.terms, row));
  // Up to the next instant: what begins now is in breach now.
  const breaches = findBreaches(policy.terms.rule, held, { from: now, until: now + 1, clock });
  const { verb, thenLogOffAfterMinutes, graceMinutes } = policy.terms.steps;
  const isOver = ({ segments }: PolicySessionRow) =>
    verb === "disconnect" && segments.some(({ kind }) => kind === "disconnected");
  const first = held.filter((row) => breaches.has(row.id) && !isOver(row));
  let acts = await act(ctx, policy, 1, first, { verb, graceMinutes });
  if (verb === "disconnect" && thenLogOffAfterMinutes !== null) {
    const due = await disconnectedLongEnough(ctx, policy, held, thenLogOffAfterMinutes * MINUTE);
    acts += await act(ctx, policy, 2, due, { verb: "log_off", graceMinutes: 0 });
  }
  return acts;
}

/** Those that the policy itself has disconnected, and that have been so since. */
async function disconnectedLongEnough(
  ctx: Context,
  policy: ActivePolicy,
  held: readonly PolicySessionRow[],
  ms: number,
): Promise<PolicySessionRow[]> {
  const now = ctx.now.getTime();
  const gone = held.filter(({ segments }) =>
    segments.some(({ kind, from }) => kind === "disconnected" && now - from >= ms),
  );
  const acted = await ctx.db.prisma.policyAct.findMany({
    where: { policyId: policy.id, stage: 1, liveSessionId: { in: gone.map(({ id }) => BigInt(id)) } },
    select: { liveSessionId: true },
  });
  const ours = new Set(acted.map(({ liveSessionId }) => liveSessionId.toString()));
  return gone.filter(({ id }) => ours.has(id));
}

async function act(
  ctx: Context,
  policy: ActivePolicy,
  stage: number,
  found: readonly PolicySessionRow[],
  steps: { readonly verb: PolicyVerb; readonly graceMinutes: PolicySteps["graceMinutes"] },
): Promise<number> {
  const fresh = await notActedOn(ctx, policy.id, stage, found);
  for (let from = 0; from < fresh.length; from += MAX_TARGETS) {
    const part = fresh.slice(from, from + MAX_TARGETS);
    const orderId = policy.state === "on" ? await order(ctx, policy, part, steps) : null;
    await ctx.db.prisma.$transaction(async (tx) => {
      await tx.policyAct.createMany({
        data: part.map((row) => ({
          ...{ policyId: policy.id, stage, at: ctx.now, orderId, isWatched: policy.state !== "on" },
          ...{ liveSessionId: BigInt(row.id), who: row.who, associateId: row.associateId },
          ...{ hostId: row.hostId, hostName: row.hostName },
        })),
      });
      await notify(tx, { kind: "policies" });
    });
  }
  return fresh.length;
}

async function notActedOn(
  { db, now }: Context,
  policyId: number,
  stage: number,
  found: readonly PolicySessionRow[],
): Promise<PolicySessionRow[]> {
  if (found.length === 0) return [];
  const acted = await db.prisma.policyAct.findMany({
    where: {
      ...{ policyId, stage },
      liveSessionId: { in: found.map(({ id }) => BigInt(id)) },
      // What was only watched is ordered as soon as the policy is on.
      OR: [{ isWatched: false }, { policy: { state: "watching" } }],
      at: { gt: new Date(now.getTime() - AGAIN_AFTER_MS) },
    },
    select: { liveSessionId: true },
  });
  const done = new Set(acted.map(({ liveSessionId }) => liveSessionId.toString()));
  return found.filter(({ id }) => !done.has(id));
}

/** An order like any other; null where all of them ended, or are being ended, in the meantime. */
async function order(
  ctx: Context,
  { name, terms }: ActivePolicy,
  rows: readonly PolicySessionRow[],
  { verb, graceMinutes }: { readonly verb: PolicyVerb; readonly graceMinutes: number },
): Promise<number | null> {
  const reason = `Policy ${name}: ${policySentence(terms)}`.slice(0, 500);
  try {
    const made = await requestOrder(ctx, {
      requestKey: randomUUID(),
      targets: { kind: "sessions", ids: rows.map(({ id }) => id) },
      ...{ verb, reason, graceSeconds: graceMinutes * 60, requestedThrough: "policy" },
    });
    return made.orderId;
  } catch (error) {
    if (error instanceof DomainError && error.code === "conflict") return null;
    throw error;
  }
}
