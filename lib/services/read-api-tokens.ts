import { type ListedApiToken, listApiTokens } from "@/lib/storage/api-tokens";
import type { Context } from "./context";
import { requirePermission } from "./require-permission";

const MOST = 200;

export async function readApiTokens(ctx: Context): Promise<readonly ListedApiToken[]> {
  requirePermission(ctx.actor, "api-token.read");
  return listApiTokens(ctx.db, ctx.now, MOST);
}
