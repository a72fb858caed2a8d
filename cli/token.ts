import { counted } from "@/lib/format/count";
import type { Context } from "@/lib/services/context";
import { createApiToken } from "@/lib/services/create-api-token";
import { readApiTokens } from "@/lib/services/read-api-tokens";
import { revokeApiToken } from "@/lib/services/revoke-api-token";
import type { ExitCode } from "./run-command";

export interface TokenFlags {
  readonly json?: boolean | undefined;
  readonly label?: string | undefined;
  readonly group?: string | undefined;
  readonly role?: string | undefined;
  readonly scopes?: string | undefined;
  readonly days?: string | undefined;
  readonly "only-hosts"?: string | undefined;
  readonly "only-groups"?: string | undefined;
}

/** `curfew token create`: the secret is printed, once. */
export async function createToken(ctx: Context, flags: TokenFlags): Promise<ExitCode> {
  const days = Number(flags.days ?? 365);
  const made = await createApiToken(ctx, {
    label: flags.label ?? "",
    role: flags.role ?? "auditor",
    scopes: (flags.scopes ?? "ingest").split(",").map((scope) => scope.trim()),
    group: flags.group ?? "",
    scope: { hosts: listed(flags["only-hosts"]), groups: listed(flags["only-groups"]) },
    expiresInDays: days,
  });
  const words = `${made.token}\nShown once. Token ${made.tokenId} is good for ${counted(days, "day")}.`;
  console.log(flags.json ? JSON.stringify(made) : words);
  return 0;
}

function listed(text = ""): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

export async function listTokens(ctx: Context, flags: TokenFlags): Promise<ExitCode> {
  for (const { rejects: _, ...token } of await readApiTokens(ctx)) {
    const { id, label, role, scopes, revokedAt, expiresAt, lastUsedAt } = token;
    if (flags.json) {
      console.log(JSON.stringify(token));
      continue;
    }
    const state = revokedAt ? "revoked" : expiresAt <= ctx.now ? "expired" : `until ${day(expiresAt)}`;
    const used = lastUsedAt ? `last used ${lastUsedAt.toISOString()}` : "never used";
    console.log([id, JSON.stringify(label), role, scopes.join(","), state, used].join("  "));
  }
  return 0;
}

export async function revokeToken(
  ctx: Context,
  flags: TokenFlags,
  id: string | undefined,
): Promise<ExitCode> {
  const revoked = await revokeApiToken(ctx, { tokenId: Number(id) });
  console.log(
    flags.json
      ? JSON.stringify(revoked)
      : `Revoked token ${revoked.tokenId}: ${JSON.stringify(revoked.label)}.`,
  );
  return 0;
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
