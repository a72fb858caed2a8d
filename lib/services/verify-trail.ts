import { createHash } from "node:crypto";
import { z } from "zod";
import { GENESIS, trailText } from "@/lib/domain/trail";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

const BATCH = 2_000;

const seq = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);
export const verifyTrailInput = z.object({ from: seq.optional(), until: seq.optional() });

export type TrailFault =
  /** The entry's own text no longer gives its hash. */
  | "changed"
  /** It does not name the hash of the entry before it. */
  | "unlinked"
  /** Numbers are missing before it. */
  | "missing";

export interface VerifiedTrail {
  readonly checked: number;
  readonly total: number;
  /** The first link that does not hold, or null. */
  readonly broken: { readonly seq: string; readonly fault: TrailFault } | null;
}

/** Recomputes the chain over `[from, until]`, both inclusive; the whole trail by default. */
export async function verifyTrail(ctx: Context, input: unknown): Promise<VerifiedTrail> {
  requirePermission(ctx.actor, "trail.read");
  const { from = 1n, until } = parseInput(verifyTrailInput, input);
  // A repeatable snapshot: entries that are written meanwhile are not part of the question.
  return ctx.db.prisma.$transaction(
    async (tx) => {
      const range = { gte: from, ...(until ? { lte: until } : {}) };
      const total = await tx.trail.count({ where: { seq: range } });
      const before = await tx.trail.findUnique({ where: { seq: from - 1n }, select: { hash: true } });
      let expected = { seq: from, previous: from === 1n ? GENESIS : before?.hash };
      let checked = 0;
      for (;;) {
        const links = await tx.trail.findMany({
          where: { seq: { ...range, gte: expected.seq } },
          orderBy: { seq: "asc" },
          take: BATCH,
        });
        for (const link of links) {
          const fault = faultOf(link, expected);
          if (fault) return { checked, total, broken: { seq: link.seq.toString(), fault } };
          checked += 1;
          expected = { seq: link.seq + 1n, previous: link.hash };
        }
        if (links.length < BATCH) return { checked, total, broken: null };
      }
    },
    { isolationLevel: "RepeatableRead", timeout: 30_000 },
  );
}

interface StoredLink {
  readonly seq: bigint;
  readonly at: Date;
  readonly name: string;
  readonly actor: unknown;
  readonly subject: string;
  readonly detail: unknown;
  readonly previous: string;
  readonly hash: string;
}

function faultOf(
  link: StoredLink,
  expected: { seq: bigint; previous: string | undefined },
): TrailFault | null {
  if (link.seq !== expected.seq || expected.previous === undefined) return "missing";
  if (link.previous !== expected.previous) return "unlinked";
  const text = trailText({ ...link, at: link.at.getTime() });
  return createHash("sha256").update(text).digest("hex") === link.hash ? null : "changed";
}
