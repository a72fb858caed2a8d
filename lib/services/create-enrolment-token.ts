import { randomBytes } from "node:crypto";
import { z } from "zod";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";
import { tokenHash } from "./token-hash";

export const createEnrolmentTokenInput = z.object({
  label: plainText(100).min(1, "Give it a label: it is how the token is told from others."),
  /** Hosts that enrol with it begin in this group. */
  group: plainText(100).default(""),
  uses: z.number().int().min(1, "At least one use.").max(1000, "At most 1,000 uses."),
  expiresInHours: z.number().int().min(1, "At least one hour.").max(720, "At most 30 days."),
});

export interface CreatedEnrolmentToken {
  readonly tokenId: number;
  /** Shown once: only its hash is kept. */
  readonly token: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

export async function createEnrolmentToken(ctx: Context, input: unknown): Promise<CreatedEnrolmentToken> {
  requirePermission(ctx.actor, "enrolment.write");
  const { label, group, uses, expiresInHours } = parseInput(createEnrolmentTokenInput, input);
  const token = `cf_enrol_${randomBytes(32).toString("base64url")}`;
  const expiresAt = new Date(ctx.now.getTime() + expiresInHours * 3_600_000);
  return ctx.db.prisma.$transaction(async (tx) => {
    const made = await tx.enrolmentToken.create({
      data: {
        hash: tokenHash(token),
        label,
        group,
        usesLeft: uses,
        createdAt: ctx.now,
        expiresAt,
        createdBy: { ...ctx.actor },
      },
      select: { id: true },
    });
    await appendTrail(tx, ctx.now, {
      name: "enrolment_token.create",
      actor: ctx.actor,
      subject: `token:${made.id}`,
      detail: { label, group, uses, expiresAt: expiresAt.toISOString() },
    });
    await notify(tx, { kind: "trail" });
    return { tokenId: made.id, token, expiresAt: expiresAt.toISOString() };
  });
}
