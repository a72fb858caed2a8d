import type { Tx } from "@/lib/storage/database";
import type { SeqRange } from "@/lib/storage/trail-checkpoints";
import type { BrokenLink, ChainCheck } from "./chain-check";

const BATCH = 2_000;

/** Holds every stored entry of a range against what is expected there; null when all of it holds. */
export async function walkTrail(tx: Tx, { until }: SeqRange, check: ChainCheck): Promise<BrokenLink | null> {
  for (;;) {
    const links = await tx.trail.findMany({
      where: { seq: { gte: check.expected.seq, ...(until === undefined ? {} : { lte: until }) } },
      orderBy: { seq: "asc" },
      take: BATCH,
    });
    for (const link of links) {
      const broken = check.take(link);
      if (broken) return broken;
    }
    if (links.length < BATCH) return check.end();
  }
}
