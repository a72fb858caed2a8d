import { z } from "zod";
import { type PolicyState, type PolicyTerms, policySentence } from "@/lib/domain/policy";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { policyTermsInput } from "./policy-terms";
import { requirePermission } from "./require-permission";
import { type PolicySimulation, policySimulation } from "./simulate-policy";

const WEEK_MS = 7 * 86_400_000;
const ACTS_SHOWN = 100;

export interface ListedPolicy {
  readonly id: number;
  readonly name: string;
  readonly state: PolicyState;
  readonly version: number;
  readonly terms: PolicyTerms;
  readonly sentence: string;
  /** Of these very terms; null where they have not been simulated. */
  readonly simulation: PolicySimulation | null;
  /** Sessions found in breach in the last seven days, and how many of them were ordered off. */
  readonly found: number;
  readonly ordered: number;
}

export async function readPolicies(ctx: Context): Promise<readonly ListedPolicy[]> {
  requirePermission(ctx.actor, "policy.read");
  return listPolicies(ctx, {});
}

export const readPolicyInput = z.object({ policyId: z.coerce.number().int().min(1).max(2_147_483_647) });

/** Null where there is none. */
export async function readPolicy(ctx: Context, input: unknown) {
  requirePermission(ctx.actor, "policy.read");
  const { policyId } = parseInput(readPolicyInput, input);
  const [policy] = await listPolicies(ctx, { id: policyId });
  if (!policy) return null;
  const acts = await ctx.db.prisma.policyAct.findMany({
    where: { policyId },
    orderBy: { id: "desc" },
    take: ACTS_SHOWN,
  });
  return { policy, acts };
}

async function listPolicies({ db, now }: Context, where: { id?: number }): Promise<ListedPolicy[]> {
  const since = new Date(now.getTime() - WEEK_MS);
  const [rows, acts] = await Promise.all([
    db.prisma.policy.findMany({ where: { ...where, removedAt: null }, orderBy: { name: "asc" } }),
    db.prisma.policyAct.groupBy({
      by: ["policyId"],
      where: { at: { gt: since }, ...(where.id === undefined ? {} : { policyId: where.id }) },
      _count: { _all: true, orderId: true },
    }),
  ]);
  const counts = new Map(acts.map(({ policyId, _count }) => [policyId, _count]));
  return rows.map((row) => {
    const terms = policyTermsInput.parse(row.terms);
    const simulation = policySimulation.safeParse(row.simulation).data ?? null;
    return {
      ...{ id: row.id, name: row.name, state: row.state as PolicyState, version: row.version, terms },
      sentence: policySentence(terms),
      simulation: simulation?.version === row.version ? simulation : null,
      found: counts.get(row.id)?._all ?? 0,
      ordered: counts.get(row.id)?.orderId ?? 0,
    };
  });
}
