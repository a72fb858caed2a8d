import "server-only";
import { listSavedViews } from "@/lib/storage/list-saved-views";
import type { Context } from "./context";
import { requireOperator } from "./require-operator";
import { requirePermission } from "./require-permission";

export interface View {
  readonly id: number;
  readonly name: string;
  readonly q: string;
  readonly sort: string;
  readonly by: string;
  readonly isShared: boolean;
  /** Who shares it, where that is somebody else. */
  readonly sharedBy: string | null;
  readonly mayDelete: boolean;
}

/** The views of the Sessions page that this operator sees. */
export async function readViews(ctx: Context): Promise<View[]> {
  requirePermission(ctx.actor, "session.read");
  const { operatorId, role } = requireOperator(ctx.actor);
  const rows = await listSavedViews(ctx.db, operatorId);
  return rows.map(({ query, ownerId, ownerName, ...view }) => ({
    ...view,
    q: query,
    sharedBy: ownerId === operatorId ? null : ownerName,
    mayDelete: ownerId === operatorId || role === "administrator",
  }));
}
