import "server-only";
import { z } from "zod";
import { blindAt, type Coverage, coverageOf, type Stretch, touching } from "@/lib/domain/coverage";
import { type HostCoverageFacts, readCoverageFacts } from "@/lib/storage/coverage";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

/** An answer that rests on more hosts names the first of them, and says how many it left out. */
export const MOST_HOSTS = 60;

const parameters = z.object({
  hostIds: z.array(z.number().int().min(1).max(2_147_483_647)),
  from: z.date(),
  until: z.date(),
});

export interface HostCoverage extends Coverage {
  readonly hostId: number;
  readonly hostName: string;
  readonly facts: HostCoverageFacts;
  /** Those of its stretches that touch the window. */
  readonly inWindow: readonly Stretch[];
}

export interface CoverageAnswer {
  readonly hosts: readonly HostCoverage[];
  /** Hosts that were asked for and not looked at. */
  readonly leftOut: number;
}

/** How far the histories of these hosts can be trusted inside a window. */
export async function readCoverage(ctx: Context, input: unknown): Promise<CoverageAnswer> {
  requirePermission(ctx.actor, "history.read");
  const { hostIds, from, until } = parseInput(parameters, input);
  const asked = [...new Set(hostIds)];
  const found = await readCoverageFacts(ctx.db, asked.slice(0, MOST_HOSTS), { from, until });
  const now = ctx.now.getTime();
  const hosts = found.map((facts) => {
    const coverage = coverageOf(facts, now);
    const inWindow = touching(coverage.stretches, from.getTime(), Math.min(until.getTime(), now));
    return { hostId: facts.hostId, hostName: facts.hostName, facts, ...coverage, inWindow };
  });
  return { hosts, leftOut: Math.max(0, asked.length - MOST_HOSTS) };
}

/** The stretch for which nobody can say who was on that host then; null where a log tells. */
export function blindStretch(host: HostCoverage, at: number): Stretch | null {
  return blindAt(host.facts, host, at);
}
