import type { Tx } from "./database";

export interface Checkpoint {
  /** The last entry that it covers, and that entry's hash. */
  readonly seq: bigint;
  readonly hash: string;
  readonly at: Date;
  readonly publicKey: string;
  readonly signature: string;
}

export interface SeqRange {
  readonly from: bigint;
  readonly until?: bigint | undefined;
}

export async function listCheckpoints(tx: Tx, { from, until }: SeqRange): Promise<Checkpoint[]> {
  return tx.trailCheckpoint.findMany({
    where: { seq: { gte: from, ...(until === undefined ? {} : { lte: until }) } },
    orderBy: { seq: "asc" },
  });
}

export async function lastCheckpoint(tx: Tx): Promise<Checkpoint | null> {
  return tx.trailCheckpoint.findFirst({ orderBy: { seq: "desc" } });
}

/** The first that covers an entry. */
export async function checkpointFrom(
  tx: Pick<Tx, "trailCheckpoint">,
  seq: bigint,
): Promise<Checkpoint | null> {
  return tx.trailCheckpoint.findFirst({ where: { seq: { gte: seq } }, orderBy: { seq: "asc" } });
}

export async function insertCheckpoint(tx: Tx, checkpoint: Checkpoint): Promise<void> {
  await tx.trailCheckpoint.create({ data: checkpoint });
}
