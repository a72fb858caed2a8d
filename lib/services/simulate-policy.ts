import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { isExcepted, type PolicyTerms } from "@/lib/domain/policy";
import { holdsPlace } from "@/lib/domain/scope";
import { simulatePolicy as simulate } from "@/lib/domain/simulate-policy";
import { DAY, zoneClock } from "@/lib/domain/zone-clock";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import { listRecordedPolicySessions, type PolicySessionRow } from "@/lib/storage/policy-sessions";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { policyTermsInput } from "./policy-terms";
import { requirePermission } from "./require-permission";
import { readSiteZone } from "./site-zone";

const DAYS = 7;
const MOST_SESSIONS = 300_000;
const FIRST_HITS = 100;

export const simulatePolicyInput = z.object({ policyId: z.number().int().min(1).max(2_147_483_647) });

const hit = z.object({
  at: z.number(),
  who: z.string(),
  associateId: z.number().nullable(),
  hostId: z.number(),
  hostName: z.string(),
  startedAt: z.number(),
});
export const policySimulation = z.object({
  at: z.number(),
  version: z.number(),
  days: z.number(),
  /** Sessions that the policy holds for. */
  sessions: z.number(),
  /** There were more than could be looked at: the oldest are missing. */
  isCut: z.boolean(),
  hits: z.number(),
  people: z.number(),
  hosts: z.number(),
  leftInTheGrace: z.number(),
  /** Hits of each of the days, the oldest first. */
  perDay: z.array(z.number()),
  first: z.array(hit),
});
export type PolicySimulation = z.output<typeof policySimulation>;

/** What the policy would have done in the last seven days. Kept with it: only what was simulated can be switched on. */
export async function simulatePolicy(ctx: Context, input: unknown): Promise<PolicySimulation> {
  requirePermission(ctx.actor, "policy.write");
  const { policyId } = parseInput(simulatePolicyInput, input);
  const policy = await ctx.db.prisma.policy.findFirst({ where: { id: policyId, removedAt: null } });
  if (!policy) throw new DomainError("not_found", "This policy has been removed.", "policyId");
  const { version } = policy;
  const found = { version, ...(await run(ctx, policyTermsInput.parse(policy.terms))) };
  await ctx.db.prisma.$transaction(async (tx) => {
    const { count } = await tx.policy.updateMany({
      where: { id: policyId, version, removedAt: null },
      data: { simulation: found },
    });
    if (count === 0) {
      throw new DomainError("conflict", "The policy was changed in the meantime: simulate it again.");
    }
    await appendTrail(tx, ctx.now, {
      name: "policy.simulate",
      actor: ctx.actor,
      subject: `policy:${policyId}`,
      detail: { version, sessions: found.sessions, hits: found.hits, people: found.people },
    });
    await notify(tx, { kind: "policies" });
    await notify(tx, { kind: "trail" });
  });
  return found;
}

async function run(ctx: Context, terms: PolicyTerms): Promise<Omit<PolicySimulation, "version">> {
  const until = ctx.now.getTime();
  const from = until - DAYS * DAY;
  const read = await listRecordedPolicySessions(ctx.db, new Date(from), ctx.now, MOST_SESSIONS + 1);
  const sessions = read.slice(0, MOST_SESSIONS).filter((row) => holdsFor(terms, row));
  const clock = zoneClock((await readSiteZone(ctx)).timeZone);
  const simulated = simulate(terms, sessions, { from, until, clock });
  const byId = new Map(sessions.map((row) => [row.id, row]));
  const perDay = Array<number>(DAYS).fill(0);
  const hosts = new Set<number>();
  const first: PolicySimulation["first"] = [];
  for (const { sessionId, actAt } of simulated.hits) {
    const row = byId.get(sessionId);
    if (!row) continue;
    const day = Math.min(DAYS - 1, Math.floor((actAt - from) / DAY));
    perDay[day] = (perDay[day] ?? 0) + 1;
    hosts.add(row.hostId);
    const { who, associateId, hostId, hostName, startedAt } = row;
    if (first.length < FIRST_HITS) first.push({ at: actAt, who, associateId, hostId, hostName, startedAt });
  }
  return {
    at: until,
    days: DAYS,
    sessions: simulated.sessions,
    isCut: read.length > MOST_SESSIONS,
    hits: simulated.hits.length,
    people: simulated.people,
    hosts: hosts.size,
    leftInTheGrace: simulated.leftInTheGrace,
    perDay,
    first,
  };
}

/** Whether the policy is meant for this session at all. */
export function holdsFor(
  { scope, except }: PolicyTerms,
  { who, group, hostName }: PolicySessionRow,
): boolean {
  return holdsPlace(scope, { hostName, group }) && !isExcepted(except, { associateName: who, hostName });
}
