import { type KeptReject, listLatestRejects } from "@/lib/storage/api-token-rejects";
import { type ListedApiToken, listApiTokens } from "@/lib/storage/api-tokens";
import type { Context } from "./context";
import { requirePermission } from "./require-permission";

const MOST = 200;
const REJECTS_EACH = 10;

export interface ShownApiToken extends ListedApiToken {
  /** The latest records that came with it and were not understood, newest first. */
  readonly rejects: readonly KeptReject[];
}

export async function readApiTokens(ctx: Context): Promise<readonly ShownApiToken[]> {
  requirePermission(ctx.actor, "api-token.read");
  const tokens = await listApiTokens(ctx.db, ctx.now, MOST);
  const sources = tokens.filter(({ rejected }) => rejected > 0).map(({ id }) => sourceOf(id));
  const rejects = await listLatestRejects(ctx.db, sources, REJECTS_EACH);
  return tokens.map((token) => ({ ...token, rejects: rejects.get(sourceOf(token.id)) ?? [] }));
}

function sourceOf(tokenId: number): string {
  return `token:${tokenId}`;
}
