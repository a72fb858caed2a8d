import "server-only";
import { listNetworkLogons, type NetworkLogonDayRow } from "@/lib/storage/network-logons";
import type { Context } from "./context";
import { requirePermission } from "./require-permission";

const MOST_ROWS = 500;

export interface NetworkLogonRow extends NetworkLogonDayRow {
  readonly hostName: string;
}

export interface NetworkLogonsAnswer {
  readonly rows: readonly NetworkLogonRow[];
  readonly isCut: boolean;
}

/** What was counted of logons over the network: per day, account and host. They are no sessions. */
export async function readNetworkLogons(
  ctx: Context,
  of: { readonly hostId: number } | { readonly associateId: number },
  window: { readonly from: Date; readonly until: Date },
): Promise<NetworkLogonsAnswer> {
  requirePermission(ctx.actor, "history.read");
  // The day on which the window ends is outside it.
  const until = new Date(window.until.getTime() - 1);
  const found = await listNetworkLogons(ctx.db, { of, from: window.from, until, limit: MOST_ROWS + 1 });
  const rows = found.slice(0, MOST_ROWS);
  const hosts = await ctx.db.prisma.host.findMany({
    where: { id: { in: [...new Set(rows.map((row) => row.hostId))] } },
    select: { id: true, name: true },
  });
  const names = new Map(hosts.map((host) => [host.id, host.name]));
  return {
    rows: rows.map((row) => ({ ...row, hostName: names.get(row.hostId) ?? "" })),
    isCut: found.length > MOST_ROWS,
  };
}
