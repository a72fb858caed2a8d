import "server-only";
import type { OperatorActor } from "@/lib/auth/find-signed-in";
import { ABSOLUTE_MS, hashToken, makeToken } from "@/lib/auth/sign-in-token";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";

/** Where a sign-in comes from. */
export interface SignInFrom {
  readonly address: string;
  readonly userAgent: string;
  /** The token the browser already had, which ends here. */
  readonly previousToken: string | undefined;
}

export interface BegunSignIn {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A fresh token, always: one that was planted in the browser beforehand never becomes a sign-in. */
export async function beginSignIn(
  tx: Tx,
  now: Date,
  actor: OperatorActor,
  from: SignInFrom,
): Promise<BegunSignIn> {
  const { token, hash } = makeToken();
  const expiresAt = new Date(now.getTime() + ABSOLUTE_MS);
  if (from.previousToken) {
    const [ended] = await tx.signIn.updateManyAndReturn({
      where: { tokenHash: hashToken(from.previousToken), revokedAt: null },
      data: { revokedAt: now },
      select: { operatorId: true },
    });
    if (ended) await notify(tx, { kind: "sign-in", operatorId: ended.operatorId });
  }
  await tx.signIn.create({
    data: {
      tokenHash: hash,
      operatorId: actor.operatorId,
      createdAt: now,
      seenAt: now,
      expiresAt,
      address: from.address,
      userAgent: from.userAgent,
    },
  });
  await appendTrail(tx, now, {
    name: "operator.sign_in",
    actor,
    subject: `operator:${actor.operatorId}`,
    detail: { address: from.address },
  });
  return { token, expiresAt };
}
