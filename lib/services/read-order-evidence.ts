import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { listRunsOfOrder } from "@/lib/storage/hook-runs";
import { listTrail } from "@/lib/storage/list-trail";
import { readTargetEvidence } from "@/lib/storage/read-order-evidence";
import { checkpointFrom } from "@/lib/storage/trail-checkpoints";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

const readOrderEvidenceInput = z.object({ orderId: z.coerce.number().int().min(1).max(2_147_483_647) });

const HOW_TO_VERIFY =
  "Each trail hash is the SHA-256 of seq, at in epoch milliseconds, name, subject, previous, actor and detail, joined " +
  "by line feeds; actor and detail as JSON with sorted keys and no spaces. `previous` is the hash of entry seq - 1. " +
  "The checkpoint is the first that the gateway signed from this order's last entry on, null while there is none: an " +
  "Ed25519 signature of the lines curfew-checkpoint, seq, hash and at in epoch milliseconds, by the key that hosts " +
  "obey. `curfew trail verify` holds the whole trail against it.";

/** Everything that is known of an order, for somebody who does not sign in to Curfew. */
export async function readOrderEvidence(ctx: Context, input: unknown) {
  requirePermission(ctx.actor, "order.read");
  const { orderId } = parseInput(readOrderEvidenceInput, input);
  const order = await ctx.db.prisma.logoffOrder.findUnique({ where: { id: orderId } });
  if (!order) throw new DomainError("not_found", `There is no order ${orderId}.`);
  const { requestKey: _, operatorId: __, ...facts } = order;
  const [targets, hookRuns, trail] = await Promise.all([
    readTargetEvidence(ctx.db, orderId),
    listRunsOfOrder(ctx.db, orderId),
    listTrail(ctx.db, { name: "", actor: "", subject: `order:${orderId}`, before: null, limit: 1000 }),
  ]);
  const newest = trail[0];
  const checkpoint = newest ? await checkpointFrom(ctx.db.prisma, newest.seq) : null;
  return {
    format: "curfew-order-evidence/1",
    madeAt: ctx.now.toISOString(),
    order: facts,
    targets,
    hookRuns,
    trail: trail.map(({ seq, ...entry }) => ({ seq: seq.toString(), ...entry })).reverse(),
    checkpoint: checkpoint && { ...checkpoint, seq: checkpoint.seq.toString() },
    howToVerify: HOW_TO_VERIFY,
  };
}
