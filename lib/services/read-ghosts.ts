import { type Ghost, listGhosts } from "@/lib/storage/list-ghosts";
import type { Context } from "./context";
import { requirePermission } from "./require-permission";

export type { Ghost };

const MOST = 500;

export interface GhostsRead {
  readonly ghosts: readonly Ghost[];
  /** There are more than are listed. */
  readonly isCut: boolean;
}

/** Where what a host lists and what its log says disagree. */
export async function readGhosts(ctx: Context): Promise<GhostsRead> {
  requirePermission(ctx.actor, "session.read");
  const found = await listGhosts(ctx.db, ctx.now, MOST + 1);
  return { ghosts: found.slice(0, MOST), isCut: found.length > MOST };
}

/** Counted anew at most this often: it stands on a page that is read all the time. */
const COUNT_EVERY_MS = 5_000;
const counted = new WeakMap<Context["db"], { readonly at: number; readonly ghosts: Promise<number> }>();

export function countGhosts({ db, now }: Context): Promise<number> {
  const kept = counted.get(db);
  if (kept && Math.abs(now.getTime() - kept.at) < COUNT_EVERY_MS) return kept.ghosts;
  const ghosts = listGhosts(db, now, MOST).then((found) => found.length);
  ghosts.catch(() => counted.delete(db));
  counted.set(db, { at: now.getTime(), ghosts });
  return ghosts;
}
