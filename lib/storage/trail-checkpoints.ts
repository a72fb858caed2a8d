import type { Tx } from "./database";

/** Any constant: one gateway at a time signs the trail. */
const CHECKPOINT_LOCK = 7_226_004n;

export interface Checkpoint {
  /** The last entry that it covers, and that entry's hash. */
  readonly seq: bigint;
  readonly hash: string;
  readonly at: Date;
  readonly publicKey: string;
  readonly signature: string;
}

/** False while another gateway is at it. Held until the caller's transaction ends. */
export async function tryCheckpointLock(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<
    { locked: boolean }[]
  >`SELECT pg_try_advisory_xact_lock(${CHECKPOINT_LOCK}) AS locked`;
  return row?.locked === true;
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
