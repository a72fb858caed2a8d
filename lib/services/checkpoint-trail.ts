import { DomainError } from "@/lib/domain/errors";
import { GENESIS } from "@/lib/domain/trail";
import { checkpointText } from "@/lib/protocol/signature";
import { LOCK, tryTurn } from "@/lib/storage/advisory-locks";
import type { Tx } from "@/lib/storage/database";
import { type Checkpoint, insertCheckpoint, lastCheckpoint } from "@/lib/storage/trail-checkpoints";
import { withRetry } from "@/lib/storage/with-retry";
import { type BrokenLink, ChainCheck } from "./chain-check";
import type { Context } from "./context";
import { readTrailWitness, type TrailWitness, writeTrailWitness } from "./trail-witness";
import { walkTrail } from "./walk-trail";

/** The gateway's own: whoever calls holds the private half. */
export interface CheckpointSigner {
  readonly publicKey: string;
  sign(text: string): string;
  /** Where it remembers what it signed, outside the database. */
  readonly witnessFile: string;
}

export type Checkpointed =
  | { readonly kind: "signed"; readonly seq: bigint }
  | { readonly kind: "nothing_new" }
  /** Nothing is signed any more: a signature says that everything before it held. */
  | { readonly kind: "broken"; readonly broken: BrokenLink };

/** Signs the trail up to its last entry, once everything since the checkpoint before holds. */
export async function checkpointTrail(ctx: Context, signer: CheckpointSigner): Promise<Checkpointed> {
  if (ctx.actor.kind !== "system") throw new DomainError("forbidden", "Only Curfew itself signs the trail.");
  const witness = await readTrailWitness(signer.witnessFile);
  // A key that was replaced stays known: what it signed still holds.
  const publicKeys = [
    ...(witness?.publicKeys ?? []).filter((key) => key !== signer.publicKey),
    signer.publicKey,
  ];
  const known = { publicKeys, last: witness?.last ?? null };
  const made = await withRetry(ctx.db, async (tx) =>
    (await tryTurn(tx, LOCK.checkpoint)) ? sign(tx, ctx.now, signer, known) : null,
  );
  if (made === null) return { kind: "nothing_new" };
  if (made.kind === "broken") return made;
  const { last } = made;
  const isNoted = witness?.publicKeys.at(-1) === signer.publicKey && known.last?.seq === last?.seq;
  if (!isNoted) writeTrailWitness(signer.witnessFile, { publicKeys, last });
  return made.isNew && last ? { kind: "signed", seq: last.seq } : { kind: "nothing_new" };
}

type Made =
  | { readonly kind: "held"; readonly last: Checkpoint | null; readonly isNew: boolean }
  | { readonly kind: "broken"; readonly broken: BrokenLink };

async function sign(tx: Tx, now: Date, signer: CheckpointSigner, known: TrailWitness): Promise<Made> {
  const stored = await lastCheckpoint(tx);
  const marks = [stored, known.last].filter((one) => one !== null);
  // From the earlier of what is stored and what is remembered: both must be in the chain.
  const [from = 1n] = marks.map(({ seq }) => seq).sort((a, b) => (a < b ? -1 : 1));
  const before = from === 1n ? null : await tx.trail.findUnique({ where: { seq: from - 1n } });
  const start = { seq: from, previous: from === 1n ? GENESIS : before?.hash };
  const check = new ChainCheck(start, marks, known.publicKeys);
  const broken = await walkTrail(tx, { from }, check);
  if (broken) return { kind: "broken", broken };
  const seq = check.expected.seq - 1n;
  const hash = check.expected.previous;
  if (check.checked === 0 || hash === undefined || stored?.seq === seq) {
    return { kind: "held", last: stored, isNew: false };
  }
  const signature = signer.sign(checkpointText(seq, hash, now.getTime()));
  const last = { seq, hash, at: now, publicKey: signer.publicKey, signature };
  await insertCheckpoint(tx, last);
  return { kind: "held", last, isNew: true };
}
