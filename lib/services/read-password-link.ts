import { hashToken } from "@/lib/auth/sign-in-token";
import type { Tx } from "@/lib/storage/database";
import type { Context } from "./context";

export type PasswordLinkState =
  /** Unknown, used, or replaced by a newer one. */
  | { readonly kind: "wrong" }
  | { readonly kind: "expired"; readonly expiredAt: Date }
  | {
      readonly kind: "open";
      readonly operatorId: number;
      readonly name: string;
      readonly displayName: string;
      readonly expiresAt: Date;
    };

/** Whose password that link sets; only then does the page say anything. */
export async function readPasswordLink(ctx: Context, token: string | undefined): Promise<PasswordLinkState> {
  return findPasswordLink(ctx.db.prisma, token, ctx.now);
}

export async function findPasswordLink(
  prisma: Tx,
  token: string | undefined,
  now: Date,
): Promise<PasswordLinkState> {
  if (!token || token.length > 100) return { kind: "wrong" };
  const link = await prisma.passwordLink.findUnique({
    where: { hash: hashToken(token) },
    include: { operator: true },
  });
  if (!link || link.operator.disabledAt) return { kind: "wrong" };
  if (link.expiresAt <= now) return { kind: "expired", expiredAt: link.expiresAt };
  const { operatorId, expiresAt, operator } = link;
  return { kind: "open", operatorId, expiresAt, name: operator.name, displayName: operator.displayName };
}
