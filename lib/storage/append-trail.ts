import { createHash } from "node:crypto";
import type { Actor } from "@/lib/domain/actor";
import { GENESIS, trailText } from "@/lib/domain/trail";
import { LOCK, waitForTurn } from "./advisory-locks";
import type { Tx } from "./database";
import type { Prisma } from "./generated/client";

export interface TrailEntry {
  /** `entity.verb`, such as `order.request`. */
  readonly name: string;
  readonly actor: Actor;
  /** `order:1042`, `operator:3`. */
  readonly subject: string;
  readonly detail: Prisma.InputJsonObject;
}

/** Appends to the hash chain inside the caller's transaction: no trail, no change. */
export async function appendTrail(tx: Tx, now: Date, entry: TrailEntry): Promise<bigint> {
  await waitForTurn(tx, LOCK.trail);
  const last = await tx.trail.findFirst({ orderBy: { seq: "desc" }, select: { seq: true, hash: true } });
  const seq = (last?.seq ?? 0n) + 1n;
  const previous = last?.hash ?? GENESIS;
  const actor = entry.actor as unknown as Prisma.InputJsonObject;
  const text = trailText({ ...entry, actor, seq, at: now.getTime(), previous });
  const hash = createHash("sha256").update(text).digest("hex");
  await tx.trail.create({ data: { ...entry, actor, seq, at: now, previous, hash } });
  return seq;
}
