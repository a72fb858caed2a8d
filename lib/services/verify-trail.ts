import { z } from "zod";
import { GENESIS } from "@/lib/domain/trail";
import { listCheckpoints } from "@/lib/storage/trail-checkpoints";
import { ChainCheck, type TrailFault } from "./chain-check";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import type { TrailWitness } from "./trail-witness";
import { walkTrail } from "./walk-trail";

const seq = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);
export const verifyTrailInput = z.object({ from: seq.optional(), until: seq.optional() });

export interface VerifiedTrail {
  readonly checked: number;
  readonly total: number;
  /** The first link that does not hold, or null. */
  readonly broken: { readonly seq: string; readonly fault: TrailFault } | null;
  /** How far the gateway has signed what holds; null where no checkpoint covers any of it. */
  readonly signed: {
    readonly seq: string;
    readonly at: Date;
    /** The key is the gateway's own, and not only what stands beside the checkpoints. */
    readonly isOwnKey: boolean;
  } | null;
}

/**
 * Recomputes the chain over `[from, until]`, both inclusive, and holds it against the gateway's checkpoints; the whole
 * trail by default. The witness is what the gateway remembers outside the database, where it can be read.
 */
export async function verifyTrail(
  ctx: Context,
  input: unknown,
  witness: TrailWitness | null,
): Promise<VerifiedTrail> {
  requirePermission(ctx.actor, "trail.read");
  const { from = 1n, until } = parseInput(verifyTrailInput, input);
  const last = witness?.last;
  const remembered = last && last.seq >= from && (until === undefined || last.seq <= until) ? [last] : [];
  // A repeatable snapshot: entries that are written meanwhile are not part of the question.
  return ctx.db.prisma.$transaction(
    async (tx) => {
      const total = await tx.trail.count({ where: { seq: { gte: from, ...(until ? { lte: until } : {}) } } });
      const before = await tx.trail.findUnique({ where: { seq: from - 1n }, select: { hash: true } });
      const start = { seq: from, previous: from === 1n ? GENESIS : before?.hash };
      const stored = await listCheckpoints(tx, { from, until });
      const check = new ChainCheck(start, [...stored, ...remembered], witness?.publicKeys ?? null);
      const broken = await walkTrail(tx, { from, until }, check);
      const { signed } = check;
      return {
        checked: check.checked,
        total,
        broken: broken && { seq: broken.seq.toString(), fault: broken.fault },
        signed: signed && { seq: signed.seq.toString(), at: signed.at, isOwnKey: witness !== null },
      };
    },
    { isolationLevel: "RepeatableRead", timeout: 30_000 },
  );
}
