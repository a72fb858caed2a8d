import { makeToken } from "@/lib/auth/sign-in-token";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import type { Context } from "./context";

export const LINK_MS = 24 * 60 * 60_000;

export interface IssuedLink {
  readonly operatorId: number;
  readonly name: string;
  /** A path of this origin, shown once: only the hash of its token is kept. */
  readonly path: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

/** A link in place of any earlier one. The password that is set stays good until it is used. */
export async function putPasswordLink(
  tx: Tx,
  ctx: Context,
  { id: operatorId, name }: { readonly id: number; readonly name: string },
): Promise<IssuedLink> {
  const { token, hash } = makeToken();
  const expiresAt = new Date(ctx.now.getTime() + LINK_MS);
  const link = { hash, createdAt: ctx.now, expiresAt };
  await tx.passwordLink.upsert({ where: { operatorId }, create: { operatorId, ...link }, update: link });
  await appendTrail(tx, ctx.now, {
    name: "operator.link",
    actor: ctx.actor,
    subject: `operator:${operatorId}`,
    detail: { name, expiresAt: expiresAt.toISOString() },
  });
  return { operatorId, name, path: `/set-password?token=${token}`, expiresAt: expiresAt.toISOString() };
}
