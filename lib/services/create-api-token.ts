import { z } from "zod";
import { makeApiToken } from "@/lib/auth/api-token";
import { ROLES } from "@/lib/domain/actor";
import { API_SCOPES } from "@/lib/domain/api-scope";
import { isEverything } from "@/lib/domain/scope";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";
import { scopeInput } from "./scope-input";

const DAY_MS = 86_400_000;

export const createApiTokenInput = z.object({
  label: plainText(100).min(1, "Give it a label: it is how the token is told from others."),
  role: z.enum(ROLES, "Choose auditor, operator or administrator."),
  scopes: z
    .array(z.enum(API_SCOPES, `Choose from ${API_SCOPES.join(", ")}.`))
    .min(1, "Choose what it is for.")
    .max(API_SCOPES.length, "Choose each once.")
    .transform((scopes) => API_SCOPES.filter((scope) => scopes.includes(scope))),
  /** Hosts that become known through it begin in this group. */
  group: plainText(100).default(""),
  /** What its orders may hit. */
  scope: scopeInput.default({ hosts: [], groups: [] }),
  expiresInDays: z.number().int().min(1, "At least one day.").max(1825, "At most 1,825 days: five years."),
});

export interface CreatedApiToken {
  readonly tokenId: number;
  /** Shown once: only its hash is kept. */
  readonly token: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

export async function createApiToken(ctx: Context, input: unknown): Promise<CreatedApiToken> {
  requirePermission(ctx.actor, "api-token.write");
  const { label, role, scopes, group, scope, expiresInDays } = parseInput(createApiTokenInput, input);
  const { token, hash } = makeApiToken();
  const expiresAt = new Date(ctx.now.getTime() + expiresInDays * DAY_MS);
  return ctx.db.prisma.$transaction(async (tx) => {
    const made = await tx.apiToken.create({
      data: {
        ...{ hash, label, role, scopes, group, expiresAt },
        scopeHosts: scope.hosts,
        scopeGroups: scope.groups,
        createdAt: ctx.now,
        createdBy: { ...ctx.actor },
      },
      select: { id: true },
    });
    await appendTrail(tx, ctx.now, {
      name: "api_token.create",
      actor: ctx.actor,
      subject: `api-token:${made.id}`,
      detail: {
        ...{ label, role, scopes, group },
        ...(isEverything(scope) ? {} : { scope }),
        expiresAt: expiresAt.toISOString(),
      },
    });
    await notify(tx, { kind: "trail" });
    return { tokenId: made.id, token, expiresAt: expiresAt.toISOString() };
  });
}
